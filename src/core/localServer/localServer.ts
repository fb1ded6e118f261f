import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { throwIfAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposables';
import { CodedError } from '../base/errors';
import type { LocalProgram } from './programs';
import { DOCKER_IMAGE } from './programs';

export interface LocalServer extends Disposable {
  readonly port: number;
  /** How it was started, as typed. */
  readonly title: string;
  /** The process ended, whoever ended it. */
  readonly ended: Promise<void>;
}

/** A server answers at once; Docker may have to fetch its image before. */
const READY_MS = { server: 10_000, docker: 300_000 } as const;
const LOOK_MS = 50;
const ANSWER_MS = 1000;
/** The end of what a server that did not come up has said. */
const SAID = 2000;

/**
 * Starts a Redis on a free port of the loopback interface, without persistence, in a folder of its own that goes with it.
 * It ends with `dispose()`, and with this process however that ends. Rejects with `LOCAL_SERVER` and what the program
 * said when it does not come up.
 */
export async function startLocalServer(program: LocalProgram, clock: Clock, signal: AbortSignal): Promise<LocalServer> {
  const port = await freePort();
  const folder = await mkdtemp(path.join(tmpdir(), 'redis-patterns-'));
  const args = program.kind === 'docker' ? dockerArgs(port) : serverArgs(port, folder);
  const child = spawnLeashed(program.file, args, folder);
  let said = '';
  const listen = (text: Buffer): void => {
    said = (said + text.toString()).slice(-SAID);
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  const life = { over: false };
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      life.over = true;
      // What held the leash ends with what was on it.
      child.stdin?.end();
      void rm(folder, { recursive: true, force: true }).finally(resolve);
    };
    child.once('exit', end);
    child.once('error', (error) => {
      said += error.message;
      end();
    });
  });
  const dispose = (): void => {
    child.stdin?.end();
    child.kill();
  };
  try {
    const limit = clock.monotonic() + READY_MS[program.kind];
    while (!(await answers(port, clock))) {
      throwIfAborted(signal);
      if (life.over || clock.monotonic() > limit) {
        throw new CodedError('LOCAL_SERVER', whyNot(program, life.over, said));
      }
      await clock.sleep(LOOK_MS, signal);
    }
  } catch (error) {
    dispose();
    throw error;
  }
  return { port, title: program.title, ended, dispose };
}

function serverArgs(port: number, folder: string): string[] {
  const bound = ['--bind', '127.0.0.1', '--port', String(port), '--protected-mode', 'yes'];
  return [...bound, '--save', '', '--appendonly', 'no', '--dir', folder, '--daemonize', 'no'];
}

function dockerArgs(port: number): string[] {
  const where = ['--publish', `127.0.0.1:${String(port)}:6379`];
  return ['run', '--rm', ...where, DOCKER_IMAGE, 'redis-server', '--save', '', '--appendonly', 'no'];
}

/**
 * Where there is a shell, one holds the server on a leash: it waits for the end of its input, which comes when this process
 * ends in whatever way, and then ends the server.
 */
const LEASH = [
  'exec 3<&0',
  '"$@" </dev/null & pid=$!',
  'trap "kill $pid" TERM INT',
  '(cat >/dev/null; kill $pid 2>/dev/null) <&3 &',
  // A signal ends the wait before the server has ended.
  'while kill -0 $pid 2>/dev/null; do wait $pid; done',
].join('\n');

function spawnLeashed(file: string, args: readonly string[], cwd: string): ChildProcess {
  if (process.platform === 'win32')
    return spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  return spawn('/bin/sh', ['-c', LEASH, 'sh', file, ...args], { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** A port that nobody listens on now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address) resolve(address.port);
        else reject(new CodedError('LOCAL_SERVER', 'No free port was found on this machine.'));
      });
    });
  });
}

/** Whether a Redis answers there: that somebody listens is not enough, Docker does so before the server is up. */
function answers(port: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (result: boolean): void => {
      timer.dispose();
      socket.destroy();
      resolve(result);
    };
    const timer = clock.after(ANSWER_MS, () => {
      end(false);
    });
    socket.once('error', () => {
      end(false);
    });
    socket.once('close', () => {
      end(false);
    });
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (reply) => {
      end(reply.toString().startsWith('+PONG'));
    });
  });
}

function whyNot({ title }: LocalProgram, over: boolean, said: string): string {
  const last = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1);
  const what = over ? `${title} ended before it was ready` : `${title} did not answer in time`;
  return `${what}${last === undefined ? '.' : `: ${last}`} Start a Redis yourself, and connect to its address.`;
}
