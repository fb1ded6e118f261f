/** Files imported as text: `import lua from './add.lua?text'`. esbuild.js resolves them. */
declare module '*?text' {
  const text: string;
  export default text;
}

/** Files that are read when they are asked for: `import lesson from './lesson.md?file'`. */
declare module '*?file' {
  const read: () => string;
  export default read;
}

/** The files of a folder, by their names before the dot: `import snippets from './snippets?sources'`. */
declare module '*?sources' {
  const sources: readonly { readonly client: string; readonly source: () => string }[];
  export default sources;
}
