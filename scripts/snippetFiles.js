// Writes dist/completions/<language>.json, which package.json names in `contributes.snippets`.
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

/** Code of the extension itself, bundled and run here: it knows what a variant's code is, and how a snippet is written. */
const ENTRY = `
  import { patternDefinitions } from './patterns/registry';
  import { snippetClients } from './snippets/clients';
  import { contributedSnippets } from './snippets/contributed';
  module.exports = contributedSnippets(patternDefinitions, snippetClients);`;

/** At each build, so that they are what the sources are. */
async function writeSnippetFiles(options) {
  const root = options.absWorkingDir;
  const stdin = { contents: ENTRY, resolveDir: path.join(root, 'src/core') };
  const target = { platform: 'node', format: 'cjs', sourcemap: false, write: false };
  const { outputFiles } = await esbuild.build({ ...options, ...target, stdin });
  const bundled = { exports: new Map() };
  vm.compileFunction(outputFiles[0].text, ['module', 'require'])(bundled, require);
  const folder = path.join(root, 'dist/completions');
  fs.mkdirSync(folder, { recursive: true });
  for (const [language, snippets] of bundled.exports) {
    fs.writeFileSync(path.join(folder, `${language}.json`), JSON.stringify(snippets));
  }
}

module.exports = { writeSnippetFiles };
