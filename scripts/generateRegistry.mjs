// Writes src/core/patterns/registry.ts: one import per pattern folder. With --check it writes nothing and fails when the
// file is not what it would write.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';

const folder = fileURLToPath(new URL('../src/core/patterns/', import.meta.url));
const registryFile = join(folder, 'registry.ts');
const notPatterns = ['kit', '_template'];

/** Folders of src/core/patterns that hold a pattern, in the alphabet's order. */
function patternFolders() {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !notPatterns.includes(entry.name))
    .map((entry) => entry.name)
    .filter((name) => existsSync(join(folder, name, 'index.ts')))
    .sort();
}

/** @param {string} name `rate-limiting` → `rateLimiting` */
function identifier(name) {
  return name.replace(/-(\w)/g, (_match, /** @type {string} */ letter) => letter.toUpperCase());
}

/** @param {string[]} names */
async function registrySource(names) {
  const lines = [
    '// Written by `npm run registry` from the folders beside it; test/architecture checks that it is fresh.',
    ...names.map((name) => `import { pattern as ${identifier(name)} } from './${name}/index';`),
    '',
    `export const patternDefinitions = [${names.map(identifier).join(', ')}] as const;`,
  ];
  const options = await prettier.resolveConfig(registryFile);
  return prettier.format(lines.join('\n'), { ...options, parser: 'typescript' });
}

const source = await registrySource(patternFolders());
if (!process.argv.includes('--check')) {
  writeFileSync(registryFile, source);
} else if (!existsSync(registryFile) || readFileSync(registryFile, 'utf8') !== source) {
  console.error('src/core/patterns/registry.ts is not what its folders say: run `npm run registry`.');
  process.exitCode = 1;
}
