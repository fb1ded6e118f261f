import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const LINUX = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const MACOS = ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome'];

/**
 * The path of a Chromium or Chrome: the CHROMIUM variable's, else one that is installed, else one installed now through the
 * system's package manager.
 * @throws when none is there and it cannot be installed; the message says what to install.
 */
export function findOrInstallChromium(say: (line: string) => void = console.log): string {
  const found = findChromium();
  if (found) return found;
  const [command, ...args] = installCommand();
  say(`No Chromium found: running ${[command, ...args].join(' ')}`);
  execFileSync(command, args, { stdio: 'inherit' });
  const installed = findChromium();
  if (!installed)
    throw new Error(`${command} ended well, but no Chromium is at a known place: set CHROMIUM to its path.`);
  return installed;
}

/** The path of an installed Chromium or Chrome, or undefined. @throws when CHROMIUM names a file that does not exist. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named) {
    if (!fs.existsSync(named)) throw new Error(`CHROMIUM is ${named}, which does not exist.`);
    return named;
  }
  return candidates().find((file) => fs.existsSync(file));
}

function candidates(): string[] {
  if (process.platform === 'darwin') {
    const folders = ['/Applications', path.join(process.env['HOME'] ?? '', 'Applications')];
    return folders.flatMap((folder) => MACOS.map((app) => path.join(folder, app)));
  }
  if (process.platform === 'win32') {
    const folders = [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']];
    return folders.flatMap((folder) => (folder ? [path.join(folder, 'Google/Chrome/Application/chrome.exe')] : []));
  }
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return LINUX.flatMap((name) => ['/usr/bin', ...folders].map((folder) => path.join(folder, name)));
}

function installCommand(): [string, ...string[]] {
  if (process.platform === 'darwin' && works('brew', ['--version'])) return ['brew', 'install', '--cask', 'chromium'];
  if (process.platform === 'linux' && works('apt-get', ['--version'])) {
    const install =
      'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-liberation';
    if (process.getuid?.() === 0) return ['sh', '-c', install];
    if (works('sudo', ['-n', 'true'])) return ['sudo', '-n', 'sh', '-c', install];
  }
  throw new Error('No Chromium or Chrome found: install one, or set CHROMIUM to the path of its binary.');
}

function works(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
