import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { fetchStableVersions } from '@vscode/test-electron/out/download';
import { repositoryRoot } from '../repository';
import type { HostTestOptions } from './hostTestOptions';
import { EXTENSION_VARIABLE, type HostTestResult, readHostTestResult, RESULT_VARIABLE } from './hostTestResult';
import { readManifest } from './server';
import { QUIET_SETTINGS } from './serverSettings';

/** The desktop version that matches the server build (pins.ts), so that both modes test the same VS Code. */
const DESKTOP_VERSION = '1.139.1';

/** Why VS Code's desktop build cannot be used on this machine, or undefined when it can. */
export async function whyNoElectron(answerLimitMs: number): Promise<string | undefined> {
  if (!hasDisplay() && !hasXvfbRun()) return 'there is no display and no xvfb-run';
  if (fs.existsSync(path.join(cacheFolder(), downloadedName()))) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${answerLimitMs / 1000} s`)), answerLimitMs);
  });
  try {
    await Promise.race([fetchStableVersions(true, answerLimitMs), late]);
    return undefined;
  } catch (error) {
    return `VS Code's download server does not answer (${(error as Error).message})`;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs the tests in VS Code's desktop build, downloaded once into .vscode-test.
 * Without a display the caller must already run below xvfb-run: see needsXvfb().
 * @throws when VS Code cannot be downloaded or the host dies.
 */
export async function runInElectron(options: HostTestOptions, resultFile: string): Promise<HostTestResult> {
  const executable = await downloadAndUnzipVSCode({ version: DESKTOP_VERSION, cachePath: cacheFolder() });
  const { publisher, name } = readManifest(options.extension);
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'rpe-'));
  const folder = options.folder ?? path.join(root, 'workspace');
  fs.mkdirSync(path.join(root, 'user', 'User'), { recursive: true });
  fs.mkdirSync(folder, { recursive: true });
  const settings = { ...QUIET_SETTINGS, ...options.settings };
  fs.writeFileSync(path.join(root, 'user', 'User', 'settings.json'), JSON.stringify(settings));
  const asRoot = process.getuid?.() === 0;
  try {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: options.extension,
      extensionTestsPath: options.tests,
      extensionTestsEnv: {
        ...options.env,
        [RESULT_VARIABLE]: resultFile,
        [EXTENSION_VARIABLE]: `${publisher}.${name}`,
      },
      launchArgs: [
        folder,
        ...[`--user-data-dir=${root}/user`, `--extensions-dir=${root}/extensions`, '--disable-extensions'],
        ...['--disable-gpu', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'],
        ...(asRoot ? ['--no-sandbox'] : []),
      ],
    }).catch((error: unknown) => {
      // Failed tests end VS Code with an error too; then the result says more.
      if (!fs.existsSync(resultFile)) throw error;
    });
    return readHostTestResult(resultFile);
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

/** Whether the runner must start itself again below xvfb-run before electron mode. */
export function needsXvfb(): boolean {
  return !hasDisplay() && hasXvfbRun();
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

function hasXvfbRun(): boolean {
  try {
    execFileSync('xvfb-run', ['--help'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function cacheFolder(): string {
  return path.join(repositoryRoot(), '.vscode-test');
}

/** The folder name that @vscode/test-electron gives a download. */
function downloadedName(): string {
  const names: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'win32' };
  const arch = process.platform === 'darwin' && process.arch === 'x64' ? '' : `-${process.arch}`;
  const suffix = process.platform === 'win32' ? '-archive' : '';
  return `vscode-${names[process.platform] ?? process.platform}${arch}${suffix}-${DESKTOP_VERSION}`;
}
