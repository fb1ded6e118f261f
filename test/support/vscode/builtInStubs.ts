import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * Writes empty files for the built-in web extensions that were left out of the install.
 *
 * Their manifests are baked into workbench.js; without the files each costs a 404 and an error in the console at every start,
 * which would hide real errors. Files of the extensions that were kept are not touched.
 */
export function writeBuiltInStubs(vscodeFolder: string): void {
  const workbench = fs.readFileSync(path.join(vscodeFolder, 'out/vs/code/browser/workbench/workbench.js'), 'utf8');
  for (const entry of bakedManifests(workbench)) {
    const extension = path.join(vscodeFolder, 'extensions', entry.slice(0, entry.indexOf('"')));
    const main = /[,{]browser:"([^"]+)"/.exec(entry)?.[1];
    if (main)
      writeIfMissing(path.join(extension, main.endsWith('.js') ? main : `${main}.js`), 'exports.activate=()=>{};');
    for (const [, snippets] of entry.matchAll(/path:"(\.\/snippets\/[^"]+)"/g)) {
      if (snippets) writeIfMissing(path.join(extension, snippets), '{}');
    }
  }
}

/** The list is one minified array literal that ends just before the name of the page element it is read from. */
function bakedManifests(workbench: string): string[] {
  const end = workbench.indexOf('vscode-workbench-builtin-extensions');
  const start = workbench.lastIndexOf('=[{extensionPath:', end);
  if (end < 0 || start < 0) throw new Error('workbench.js no longer holds the list of built-in extensions.');
  return workbench.slice(start, end).split('{extensionPath:"').slice(1);
}

function writeIfMissing(file: string, content: string): void {
  if (fs.existsSync(file)) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}
