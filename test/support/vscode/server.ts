import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installVSCode } from './install';
import { QUIET_SETTINGS, serverArguments, UNTRUSTED_SETTINGS } from './serverSettings';

/** How to start a VS Code server. */
export interface VSCodeServerOptions {
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment variables of the server and so of the extension host, on top of this process's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders with an extension's manifest; each is installed through a symlink, so it needs no packaging. */
  readonly extensions?: readonly string[];
  /** The workspace folder to open; without it a private empty one. */
  readonly folder?: string;
  /** Development and test mode, for extensionDevelopmentPath and extensionTestsPath. Hides all notification toasts. */
  readonly driver?: boolean;
  /** The workspace is trusted only when somebody says so; without it, nothing of workspace trust is there. */
  readonly untrusted?: boolean;
}

/** A running VS Code server on the loopback. */
export interface VSCodeServer {
  readonly port: number;
  /** The private folder of everything it keeps; removed by stop(). */
  readonly root: string;
  /** The opened workspace folder. */
  readonly folder: string;
  /** The address of the workbench; `payload` are pairs that VS Code's web page takes as its environment. */
  url(payload?: readonly (readonly [string, string])[]): string;
  /** The URI under which the page names a file of the server. */
  remoteUri(file: string): string;
  /** What the server printed so far. */
  log(): string;
  /** Ends all of its processes and removes its folder. */
  stop(): Promise<void>;
}

// Measured: 0.3 to 0.5 s. The limit is for a machine that is busy with other things.
const START_LIMIT_MS = 60_000;

/**
 * Starts a VS Code server on a free loopback port; installs it first when needed.
 * @throws when it does not answer within 60 s; the message ends with its log.
 */
export async function startServer(options: VSCodeServerOptions = {}): Promise<VSCodeServer> {
  const { node, serverMain } = await installVSCode();
  // The name is short because VS Code's socket paths below it must stay under about 100 characters.
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'rpv-')));
  const folder = options.folder ?? path.join(root, 'workspace');
  prepare(root, folder, options);
  const port = await freePort();
  const output = fs.openSync(path.join(root, 'server.log'), 'w');
  const temporary = path.join(root, 'tmp'); // else vscode-ipc-*.sock files pile up in the system's
  const child = spawn(node, [serverMain, ...serverArguments(root, port, options)], {
    detached: process.platform !== 'win32', // its own process group, so that stop() reaches the extension host too
    stdio: ['ignore', output, output],
    // An empty gallery stops every request to a marketplace.
    env: { ...process.env, EXTENSIONS_GALLERY: '{}', TMPDIR: temporary, XDG_RUNTIME_DIR: temporary, ...options.env },
  });
  fs.closeSync(output);
  const log = (): string => fs.readFileSync(path.join(root, 'server.log'), 'utf8');
  const stop = stopper(child, root);
  try {
    await waitUntilUp(child, port);
  } catch (error) {
    const tail = log().slice(-2000);
    await stop();
    throw new Error(`${(error as Error).message}\n${tail}`, { cause: error });
  }
  return {
    port,
    root,
    folder,
    url: (payload = []) => workbenchUrl(port, folder, payload),
    remoteUri: (file) => `vscode-remote://127.0.0.1:${port}${file}`,
    log,
    stop,
  };
}

function prepare(root: string, folder: string, options: VSCodeServerOptions): void {
  for (const name of ['user/User', 'extensions', 'tmp', 'workspace']) {
    fs.mkdirSync(path.join(root, name), { recursive: true });
  }
  fs.mkdirSync(folder, { recursive: true });
  const settings = { ...QUIET_SETTINGS, ...(options.untrusted && UNTRUSTED_SETTINGS), ...options.settings };
  fs.writeFileSync(path.join(root, 'user/User/settings.json'), JSON.stringify(settings, null, 2));
  for (const extension of options.extensions ?? []) {
    const manifest = readManifest(extension);
    const link = path.join(root, 'extensions', `${manifest.publisher}.${manifest.name}-${manifest.version}`);
    fs.symlinkSync(path.resolve(extension), link, 'junction');
  }
}

/** The names in an extension's manifest. */
export function readManifest(folder: string): { publisher: string; name: string; version: string } {
  const text = fs.readFileSync(path.join(folder, 'package.json'), 'utf8');
  return JSON.parse(text) as { publisher: string; name: string; version: string };
}

function workbenchUrl(port: number, folder: string, payload: readonly (readonly [string, string])[]): string {
  const pairs = [['skipWelcome', 'true'], ['skipReleaseNotes', 'true'], ...payload];
  return `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(pairs))}`;
}

async function waitUntilUp(child: ChildProcess, port: number): Promise<void> {
  const end = Date.now() + START_LIMIT_MS;
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`The VS Code server ended with exit code ${child.exitCode}.`);
    if (Date.now() > end) throw new Error(`The VS Code server did not answer within ${START_LIMIT_MS / 1000} s.`);
    await sleep(25);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/version' }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** The returned function may be called twice. A process that exits without calling it still takes the server down. */
function stopper(child: ChildProcess, root: string): () => Promise<void> {
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const remove = (): void => fs.rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const atExit = (): void => {
    signalGroup(child, 'SIGKILL');
    remove();
  };
  process.once('exit', atExit);
  return async () => {
    signalGroup(child, 'SIGTERM');
    await Promise.race([exited, sleep(3000, undefined, { ref: false })]);
    signalGroup(child, 'SIGKILL'); // the extension host, when it outlived its server
    process.removeListener('exit', atExit);
    remove();
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}
