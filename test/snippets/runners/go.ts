import * as fs from 'node:fs';
import * as path from 'node:path';
import { installOnce } from '../../support/servers/cache';
import type { Runner } from './runner';
import { absent, clientCache, known, tool } from './runner';

/** Runs Go in a module that needs go-redis; modules and compiled packages are kept in the cache of the tests. */
export const goRunner: Runner = {
  missing: () => absent('go', ['version']),
  async build(source, folder) {
    const module = await moduleFolder();
    for (const name of ['go.mod', 'go.sum']) fs.copyFileSync(path.join(module, name), path.join(folder, name));
    const file = path.join(folder, 'main.go');
    fs.writeFileSync(file, source);
    const unformatted = await tool('gofmt', ['-d', file]);
    if (unformatted !== '') throw new Error(`gofmt would change:\n${unformatted}`);
    const program = path.join(folder, 'snippet');
    await tool('go', ['vet', '.'], { cwd: folder, env: environment(module) });
    await tool('go', ['build', '-o', program, '.'], { cwd: folder, env: environment(module) });
    return { program, args: [] };
  },
};

function environment(folder: string): Record<string, string> {
  return { GOMODCACHE: path.join(folder, 'modules'), GOFLAGS: '-mod=mod -modcacherw', GOTOOLCHAIN: 'local' };
}

/** A module that requires go-redis, with everything downloaded. */
function moduleFolder(): Promise<string> {
  const { id, packageName, version } = known('go-redis');
  const fill = async (folder: string): Promise<string> => {
    fs.writeFileSync(path.join(folder, 'go.mod'), 'module example.com/snippet\n\ngo 1.24\n');
    // Something must import it, or tidying would take it away.
    fs.writeFileSync(path.join(folder, 'main.go'), `package main\n\nimport _ "${packageName}"\n\nfunc main() {}\n`);
    const options = { cwd: folder, env: environment(folder) };
    await tool('go', ['get', `${packageName}@v${version}`], options);
    await tool('go', ['mod', 'tidy'], options);
    return version;
  };
  return installOnce(clientCache(), id, fill, version);
}
