import * as fs from 'node:fs';
import * as path from 'node:path';
import { installOnce } from '../../support/servers/cache';
import type { Runner } from './runner';
import { absent, clientCache, known, tool } from './runner';

/** Runs Python with redis-py in a folder of its own, so that nothing of the machine's Python is changed or used. */
export const pythonRunner: Runner = {
  missing: () => absent('python3', ['-m', 'pip', '--version']),
  async build(source, folder) {
    const file = path.join(folder, 'snippet.py');
    fs.writeFileSync(file, source);
    const long = source.split('\n').filter((line) => line.length > 120 && !line.startsWith('-- '));
    if (long.length > 0) throw new Error(`Lines of more than 120 characters:\n${long.join('\n')}`);
    await tool('python3', ['-W', 'error', '-m', 'py_compile', file]);
    return { program: 'python3', args: ['-W', 'error', file], env: { PYTHONPATH: await packages() } };
  },
};

function packages(): Promise<string> {
  const { id, packageName, version } = known('redis-py');
  const fill = async (folder: string): Promise<string> => {
    const pip = ['-m', 'pip', 'install', '--quiet', '--target', folder, `${packageName}==${version}`];
    await tool('python3', pip);
    return version;
  };
  return installOnce(clientCache(), id, fill, version);
}
