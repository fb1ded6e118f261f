/** Files imported as text: `import lua from './add.lua?text'`. esbuild.js resolves them. */
declare module '*?text' {
  const text: string;
  export default text;
}
