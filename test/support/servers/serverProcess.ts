import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { FoundServer } from './flavours';
import { guard, unguard } from './watchdog';

/** Milliseconds for a server to say that it is ready. Redis Stack takes 0.1 s here; a busy runner many times that. */
const startPatience = 20_000;
/** Milliseconds for a server to end when asked to; it has nothing to save. */
const stopPatience = 5_000;

/** What a server prints when it takes commands, and a Sentinel when it watches. */
const readyLine = /Ready to accept connections|\+monitor /;

/** A server program that runs. */
export interface ServerProcess {
  readonly pid: number;
  /** Resolves when the process has ended, however. */
  readonly ended: Promise<void>;
  /** Asks it to end, and makes it end if it does not. */
  stop(): Promise<void>;
  /** Ends it as a crash would (SIGKILL). */
  kill(): Promise<void>;
}

/**
 * Starts a server and waits until it says itself that it is ready: to be answered by whoever has the port is no proof.
 * @param folder its working folder, removed with the process if this process ends first.
 * @throws with the server's last lines when it ends or takes too long.
 */
export async function startProcess(
  server: FoundServer,
  args: readonly string[],
  folder: string,
): Promise<ServerProcess> {
  // Its own session, as Ctrl-C in a terminal would else end it before those who use it.
  const child = spawn(server.binary, [...server.leading, ...args], {
    cwd: folder,
    env: { ...process.env, ...server.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${server.binary} could not be started.`);
  guard(pid, folder);
  void ended.then(() => unguard(pid));
  try {
    await ready(child, server);
  } catch (error) {
    await end(child, ended, 'SIGKILL');
    throw error;
  }
  letGo(child);
  return { pid, ended, stop: () => end(child, ended, 'SIGTERM'), kill: () => end(child, ended, 'SIGKILL') };
}

/** A server that somebody forgot must not keep this process from ending. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdout, child.stderr]) (stream as Socket | null)?.unref();
}

function ready(child: ChildProcess, server: FoundServer): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = '';
    let done = false;
    const settle = (problem?: string) => {
      if (done) return;
      done = true;
      clearTimeout(late);
      const lines = printed.trim().split('\n').slice(-5).join('\n');
      if (problem === undefined) resolve();
      else reject(new Error(`${server.flavour} ${server.version} ${problem}. Its last lines:\n${lines}`));
    };
    const late = setTimeout(() => settle(`was not ready within ${startPatience} ms`), startPatience);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        if (done) return; // Still read, as a full pipe would stop the server.
        printed += chunk.toString('utf8');
        if (readyLine.test(printed)) settle();
      });
    }
    // 'close' comes after the last line; 'exit' may come before.
    child.once('close', () => settle('ended at once'));
  });
}

async function end(child: ChildProcess, ended: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), stopPatience);
  await ended;
  clearTimeout(late);
}
