// What every command of a newcomer does first: packages installed as locked, bundles built. Only Node's own modules
// are imported here, because nothing else may be there yet.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './parts/processes.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

const lockFile = join(root, 'package-lock.json');
/** npm writes it at the end of each install. */
const installedFile = join(root, 'node_modules/.package-lock.json');
const stampFile = join(root, 'node_modules/.redis-patterns-lock');

/**
 * Runs `npm ci` unless node_modules holds what package-lock.json says.
 * @returns {Promise<void>}
 */
export async function ensureDependencies() {
  const lock = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (isInstalled(lock)) return;
  // stderr: a script's standard output may be read by a program (npm run bench -- --json).
  console.error('Installing the packages of package-lock.json (npm ci)');
  const { code } = await runNpm(['ci']);
  if (code !== 0) throw new Error('npm ci failed: its output above says why.');
  writeFileSync(stampFile, lock);
}

/** @param {string} lock the hash of package-lock.json */
function isInstalled(lock) {
  if (!existsSync(installedFile)) return false;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lock) return true;
  // Installed by hand: npm wrote its record after the lock file last changed.
  if (statSync(installedFile).mtimeMs < statSync(lockFile).mtimeMs) return false;
  writeFileSync(stampFile, lock);
  return true;
}

/** @param {string[]} args */
function runNpm(args) {
  const npm = process.env['npm_execpath'];
  const output = { stdout: process.stderr };
  if (npm?.endsWith('.js')) return runChild(process.execPath, [npm, ...args], { cwd: root, ...output });
  return runChild('npm', args, { cwd: root, shell: process.platform === 'win32', ...output });
}

/**
 * Builds the extension and its webviews into dist/, and with `tests` every suite into dist/test/.
 * @param {{ tests?: boolean, production?: boolean }} [options]
 * @returns {Promise<void>}
 */
export async function build({ tests = false, production = false } = {}) {
  const flags = [...(tests ? ['--tests'] : []), ...(production ? ['--production'] : [])];
  const { code } = await runChild(process.execPath, ['esbuild.js', ...flags], { cwd: root, stdout: process.stderr });
  if (code !== 0) throw new Error('The build failed: esbuild says above where.');
  if (tests) removeStaleTests();
}

/** A test file that was deleted or renamed must not go on running from its last bundle. */
function removeStaleTests() {
  const bundles = join(root, 'dist/test');
  for (const file of readdirSync(bundles, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.test.js')) continue;
    const source = join(root, 'test', file.replace(/\.js$/, '.ts'));
    if (!existsSync(source)) rmSync(join(bundles, file));
  }
}
