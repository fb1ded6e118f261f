import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { repositoryRoot } from '../support/repository';
import type { Command } from './runners/runner';
import { runnerOf } from './runners/runners';

/** Built once for all servers, however often it is run. */
const built = new Map<string, Promise<Command>>();

/** Runs code of a client in a process of its own and answers what it printed as JSON. */
export async function runSnippet(
  clientId: string,
  source: string,
  env: Readonly<Record<string, string>>,
): Promise<unknown> {
  const name = `${clientId}\n${source}`;
  const building = built.get(name) ?? buildSnippet(clientId, source);
  built.set(name, building);
  return execute(await building, env);
}

/** Checks the format of code of a client and compiles it. @throws with what the tools say. */
export function buildSnippet(clientId: string, source: string): Promise<Command> {
  return runnerOf(clientId).build(source, freshFolder());
}

/** Runs TypeScript that is no snippet, with the packages of the repository; nobody checks its types or its format. */
export async function runTypeScript(source: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  const folder = freshFolder();
  try {
    const file = path.join(folder, 'snippet.ts');
    fs.writeFileSync(file, source);
    const output = path.join(folder, 'snippet.mjs');
    await build({ entryPoints: [file], outfile: output, format: 'esm', platform: 'node', logLevel: 'silent' });
    return await execute({ program: process.execPath, args: [output] }, env);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function execute(command: Command, env: Readonly<Record<string, string>>): Promise<unknown> {
  const environment = { ...process.env, ...command.env, ...env };
  const { stdout } = await promisify(execFile)(command.program, command.args, { env: environment });
  return JSON.parse(stdout) as unknown;
}

/** It lies inside the repository, so that TypeScript finds packages where a project would have them; it goes with the process. */
function freshFolder(): string {
  const parent = path.join(repositoryRoot(), 'dist', 'snippets');
  fs.mkdirSync(parent, { recursive: true });
  const folder = fs.mkdtempSync(path.join(parent, 'run-'));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});
