import * as fs from 'node:fs';
import * as path from 'node:path';
import * as prettier from 'prettier';
import { repositoryRoot } from '../../support/repository';
import { installOnce } from '../../support/servers/cache';
import { clientCache, known, tool } from './runner';

// What the clients of Node have in common, in TypeScript and in JavaScript.

/** @throws where the code is not as this repository formats its own. */
export async function checkFormat(file: string, source: string): Promise<void> {
  const options = await prettier.resolveConfig(path.join(repositoryRoot(), 'src', 'any.ts'), { editorconfig: true });
  if (!(await prettier.check(source, { ...options, filepath: file }))) throw new Error(`${file} is not formatted.`);
}

/** A folder whose node_modules have the package: the repository's own has what the extension uses itself. */
export async function modulesOf(clientId: string): Promise<string> {
  const { packageName, version, madeFrom } = known(clientId);
  if (packageName === 'ioredis') return repositoryRoot();
  const fill = async (folder: string): Promise<string> => {
    const npm = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--silent', `${packageName}@${version}`];
    fs.writeFileSync(path.join(folder, 'package.json'), '{}');
    await tool('npm', npm);
    return version;
  };
  return installOnce(clientCache(), madeFrom ?? clientId, fill, version);
}
