import * as assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { repositoryRoot } from '../support/repository';

export const root = repositoryRoot();

/** Made by tools, not by people; never part of what is checked or copied. */
const generated = ['node_modules', 'dist', '.git', '.cache', '.vscode-test'];

/** The text of a file of the repository; a missing one fails the test that asked. */
export function read(file: string): string {
  const absolute = path.join(root, file);
  assert.ok(fs.existsSync(absolute), `${file} is missing`);
  return fs.readFileSync(absolute, 'utf8');
}

export function exists(file: string): boolean {
  return fs.existsSync(path.join(root, file));
}

/** Files below `folder` that end with `ending`, as paths from the root with slashes. */
export function filesBelow(folder: string, ending = ''): string[] {
  const absolute = path.join(root, folder);
  assert.ok(fs.existsSync(absolute), `${folder}/ is missing`);
  return fs
    .readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => !file.split('/').some((part) => generated.includes(part)))
    .sort();
}

/** Every file that is, or is about to be, part of the repository. */
export function repositoryFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root });
  return list
    .toString()
    .split('\0')
    .filter((file) => file !== '' && fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.isFile());
}

/** A copy of the work tree to plant files in, so that nothing planted is ever seen by a lint that runs meanwhile. */
export function copyRepository(): string {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-patterns-copy-'));
  for (const entry of fs.readdirSync(root)) {
    if (generated.includes(entry) || entry.endsWith('.vsix')) continue;
    fs.cpSync(path.join(root, entry), path.join(copy, entry), { recursive: true });
  }
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  return copy;
}

export function removeCopy(copy: string | undefined): void {
  if (copy) fs.rmSync(copy, { recursive: true, force: true });
}

/** Runs a Node script of a package, or of the repository, in `folder`. */
export function runTool(folder: string, script: string, args: readonly string[]): { code: number; output: string } {
  const end = spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: end.status ?? 1, output: end.stdout + end.stderr };
}
