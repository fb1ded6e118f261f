import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { INTEGRITY } from './pins';

/** Runs npm in `folder` and returns what it printed. Its warnings go to stderr. */
export function npm(args: readonly string[], folder: string): string {
  return execFileSync('npm', [...args, '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32', // npm is a .cmd file there
  });
}

/**
 * Downloads the tarball of a pinned package (`name@version`) into `folder` and returns its path.
 * @throws when the package is not pinned or the tarball is not the pinned one.
 */
export function downloadPackage(spec: string, folder: string): string {
  const wanted = INTEGRITY[spec];
  if (!wanted) throw new Error(`${spec} has no integrity in pins.ts.`);
  const before = new Set(fs.readdirSync(folder));
  // The file is found by looking, not through --json: that prints an array or an object, depending on npm's version.
  npm(['pack', spec, '--ignore-scripts', '--prefer-offline'], folder);
  const name = fs.readdirSync(folder).find((file) => file.endsWith('.tgz') && !before.has(file));
  if (!name) throw new Error(`npm pack ${spec} left no tarball.`);
  const tarball = path.join(folder, name);
  const actual = `sha512-${createHash('sha512').update(fs.readFileSync(tarball)).digest('base64')}`;
  if (actual !== wanted) throw new Error(`The tarball of ${spec} is ${actual}, but ${wanted} is pinned.`);
  return tarball;
}

/** The names of all members of a tarball. */
export function listTarball(tarball: string): string[] {
  const names = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return names.split('\n').filter((name) => name !== '');
}

/** Extracts `members` of a tarball (folders with all below them) into `folder`, dropping `strip` leading path parts. */
export function extractTarball(tarball: string, folder: string, strip: number, members: readonly string[]): void {
  execFileSync('tar', ['-xzf', tarball, '-C', folder, `--strip-components=${strip}`, ...members]);
}
