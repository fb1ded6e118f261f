import * as fs from 'node:fs';
import * as path from 'node:path';
import { build as bundle } from 'esbuild';
import { repositoryRoot } from '../../support/repository';
import { checkFormat, modulesOf } from './node';
import type { Runner } from './runner';
import { tool } from './runner';

/** Runs TypeScript as an ES module of a project that has the package, in the Node that runs this. */
export function typescriptRunner(clientId: string): Runner {
  return {
    missing: () => Promise.resolve(undefined),
    async build(source, folder) {
      const file = path.join(folder, 'snippet.ts');
      fs.writeFileSync(file, source);
      await checkFormat(file, source);
      fs.symlinkSync(path.join(await modulesOf(clientId), 'node_modules'), path.join(folder, 'node_modules'));
      await checkTypes(folder);
      const output = path.join(folder, 'snippet.mjs');
      await bundle({ entryPoints: [file], outfile: output, format: 'esm', platform: 'node', logLevel: 'silent' });
      return { program: process.execPath, args: [output] };
    },
  };
}

async function checkTypes(folder: string): Promise<void> {
  const root = repositoryRoot();
  const settings = {
    extends: path.join(root, 'test/snippets/tsconfig.json'),
    // Nobody uses everything that was inserted at once.
    compilerOptions: { typeRoots: [path.join(root, 'node_modules/@types')], types: ['node'], noUnusedLocals: false },
    include: ['snippet.ts'],
    exclude: [],
  };
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(settings));
  await tool(process.execPath, [path.join(root, 'node_modules/typescript7/bin/tsc'), '-p', folder]);
}
