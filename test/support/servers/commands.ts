import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

export interface Outcome {
  /** Ended by itself with exit code 0. */
  readonly ok: boolean;
  /** Standard output, then standard error. */
  readonly output: string;
  readonly stdout: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds; default five minutes, which a 55 MB download takes at 1.5 Mbit/s. */
  readonly timeout?: number;
}

/** Runs a program to its end. Never rejects: a program that is missing, fails or hangs is an outcome that is not ok. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { cwd, env, timeout = 300_000 } = options;
  return new Promise((resolve) => {
    const settings = {
      ...(cwd === undefined ? {} : { cwd }),
      // Messages are matched below (ldd): keep them in English.
      env: { ...process.env, LC_ALL: 'C', ...env },
      timeout,
      killSignal: 'SIGKILL' as const,
      maxBuffer: 1 << 26,
      encoding: 'utf8' as const,
    };
    const child = execFile(program, args, settings, (error, stdout, stderr) => {
      resolve({ ok: error === null, output: `${stdout}${stderr}` || (error?.message ?? ''), stdout });
    });
    child.stdin?.end();
  });
}

/** The absolute path of a program on `searchPath` (as PATH), or undefined. */
export function findOnPath(name: string, searchPath: string = process.env['PATH'] ?? ''): string | undefined {
  const folders = searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => path.join(folder, name)).find(isProgram);
}

/** Whether this file may be run by this user. */
export function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The last lines of what a program printed, without addresses: an index address may hold a password. */
export function lastWords(output: string): string {
  const lines = output.trim().split('\n').slice(-2).join(' ');
  return lines.replace(/\b[a-z]+:\/\/\S+/g, '(address)').slice(-300);
}
