import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { repositoryRoot } from '../support/repository';

/**
 * Runs a TypeScript snippet in a Node of its own and answers what it printed as JSON. The file lies inside the repository
 * while it runs, so that it finds the client library where a project would have it.
 */
export async function runTypeScript(source: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  const parent = path.join(repositoryRoot(), 'dist', 'snippets');
  fs.mkdirSync(parent, { recursive: true });
  const folder = fs.mkdtempSync(path.join(parent, 'run-'));
  try {
    const file = path.join(folder, 'snippet.ts');
    fs.writeFileSync(file, source);
    const output = path.join(folder, 'snippet.mjs');
    await build({ entryPoints: [file], outfile: output, format: 'esm', platform: 'node', logLevel: 'silent' });
    const { stdout } = await promisify(execFile)(process.execPath, [output], { env: { ...process.env, ...env } });
    return JSON.parse(stdout) as unknown;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
