// Long texts that few activations need: files beside the bundle, read when somebody asks for them.
const fs = require('node:fs');
const path = require('node:path');
const { inJavaScript } = require('./withoutTypes.js');

const root = path.join(__dirname, '..');
const TEXTS = path.join(root, 'dist/texts');
const READER = `import { readFileSync } from 'node:fs'; import * as path from 'node:path';\n`;

/**
 * `import read from './file.ext?file'` gives a function that reads the file when it is called. Beside a bundle that ships,
 * copies of the files lie in `texts/`; tests read the files where they are.
 * `import sources from './snippets?sources'` gives such a function for every file of the folder, by the name before its dot;
 * and for one in TypeScript the same in JavaScript, as `<name>-js`, which is made at the build and is in `texts/` only.
 * @param {boolean} ships
 * @returns {import('esbuild').Plugin}
 */
const filePlugin = (ships) => ({
  name: 'file',
  setup(build) {
    const place = ships ? copied : (/** @type {string} */ file) => file;
    build.onResolve({ filter: /\?file$/ }, (args) => ({
      path: path.resolve(args.resolveDir, args.path.slice(0, -'?file'.length)),
      namespace: 'file-reader',
    }));
    build.onLoad({ filter: /.*/, namespace: 'file-reader' }, (args) => ({
      contents: `${READER}export default ${reader(place(args.path), ships)};`,
      loader: 'js',
      watchFiles: [args.path],
    }));
    build.onResolve({ filter: /\?sources$/ }, (args) => ({
      path: path.resolve(args.resolveDir, args.path.slice(0, -'?sources'.length)),
      namespace: 'sources',
    }));
    build.onLoad({ filter: /.*/, namespace: 'sources' }, async (args) => {
      const names = (await fs.promises.readdir(args.path)).filter((name) => !name.startsWith('.')).sort();
      const files = names.map((name) => path.join(args.path, name));
      const entries = await Promise.all(
        files.map(async (file) => [
          { client: clientOf(file), at: place(file) },
          ...(file.endsWith('.ts') ? [{ client: `${clientOf(file)}-js`, at: await madeOnce(file) }] : []),
        ]),
      );
      const list = entries.flat().map(({ client, at }) => `{ client: '${client}', source: ${reader(at, ships)} }`);
      const contents = `${READER}export default [${list.join(', ')}];`;
      return { contents, loader: 'js', watchFiles: files, watchDirs: [args.path] };
    });
  },
});

/** @param {string} file */
function clientOf(file) {
  return path.basename(file).replace(/\..*$/, '');
}

/**
 * Code of a function that reads the file.
 * @param {string} file
 * @param {boolean} ships
 */
function reader(file, ships) {
  if (!ships) return `() => readFileSync(${JSON.stringify(file)}, 'utf8')`;
  return `() => readFileSync(path.join(__dirname, 'texts', ${JSON.stringify(path.basename(file))}), 'utf8')`;
}

/** @param {string} file */
function placeOf(file) {
  fs.mkdirSync(TEXTS, { recursive: true });
  return path.join(TEXTS, path.relative(path.join(root, 'src/core/patterns'), file).split(path.sep).join('-'));
}

/** @param {string} file */
function copied(file) {
  const copy = placeOf(file);
  fs.copyFileSync(file, copy);
  return copy;
}

/** @type {Map<string, { source: string, made: Promise<string> }>} */
const made = new Map();

/**
 * The file in JavaScript; several bundles ask for it in one build.
 * @param {string} file
 */
function madeOnce(file) {
  const source = fs.readFileSync(file, 'utf8');
  const before = made.get(file);
  if (before?.source === source) return before.made;
  const making = make(file, source);
  made.set(file, { source, made: making });
  return making;
}

/**
 * @param {string} file
 * @param {string} source
 */
async function make(file, source) {
  const place = placeOf(file.replace(/\.ts$/, '-js.js'));
  await fs.promises.writeFile(place, await inJavaScript(file, source));
  return place;
}

module.exports = { filePlugin };
