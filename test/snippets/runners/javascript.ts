import * as fs from 'node:fs';
import * as path from 'node:path';
import { transform } from 'esbuild';
import { checkFormat, modulesOf } from './node';
import type { Runner } from './runner';

/** Runs JavaScript as it is, as an ES module of a project that has the package, in the Node that runs this. */
export function javascriptRunner(clientId: string): Runner {
  return {
    missing: () => Promise.resolve(undefined),
    async build(source, folder) {
      const file = path.join(folder, 'snippet.mjs');
      fs.writeFileSync(file, source);
      await checkFormat(file, source);
      await transform(source, { loader: 'js', format: 'esm' });
      fs.symlinkSync(path.join(await modulesOf(clientId), 'node_modules'), path.join(folder, 'node_modules'));
      return { program: process.execPath, args: [file] };
    },
  };
}
