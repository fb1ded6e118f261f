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
/** Until what does not end when it is asked to is made to. */
const END_MS = 5000;
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
  const container = `redis-patterns-${String(process.pid)}-${String(port)}`;
  const args = program.kind === 'docker' ? dockerArgs(port, container) : serverArgs(port, folder);
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
      child.stdin?.end();
      void endGroup(child.pid, clock)
        .then(() => rm(folder, { recursive: true, force: true }))
        .catch(() => undefined)
        .finally(resolve);
    };
    child.once('exit', end);
    child.once('error', (error) => {
      said += error.message;
      end();
    });
  });
  const dispose = (): void => {
    if (program.kind === 'docker' && !life.over) killContainer(program.file, container);
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

function dockerArgs(port: number, container: string): string[] {
  const where = ['--publish', `127.0.0.1:${String(port)}:6379`];
  return [
    'run',
    '--rm',
    '--name',
    container,
    ...where,
    DOCKER_IMAGE,
    'redis-server',
    '--save',
    '',
    '--appendonly',
    'no',
  ];
}

/** The container does not end with the program that was asked to run it. */
function killContainer(docker: string, container: string): void {
  const killer = spawn(docker, ['kill', container], { stdio: 'ignore', windowsHide: true });
  // Without Docker there is no container any more.
  killer.once('error', () => undefined);
  killer.unref();
}

/**
 * Where there is a shell, one holds the server on a leash: it waits for the end of its input, which comes when this process
 * ends in whatever way, and then ends the server. All of its group, because the program may be a script that runs the
 * server as its child: redis-stack-server is.
 */
const LEASH = [
  `trap 'trap "" TERM; kill -TERM -$$' TERM INT`,
  'exec 3<&0',
  '"$@" </dev/null & pid=$!',
  '(cat >/dev/null; kill -TERM -$$) <&3 &',
  // A signal ends the wait before the server has ended.
  'while kill -0 $pid 2>/dev/null; do wait $pid; done',
].join('\n');

function spawnLeashed(file: string, args: readonly string[], cwd: string): ChildProcess {
  if (process.platform === 'win32')
    return spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  // Detached: the leader of a group of its own.
  return spawn('/bin/sh', ['-c', LEASH, 'sh', file, ...args], { cwd, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
}

/** Ends what is left of the group of the shell that has ended, and resolves when nothing is. */
async function endGroup(leader: number | undefined, clock: Clock): Promise<void> {
  if (leader === undefined || process.platform === 'win32') return;
  const limit = clock.monotonic() + END_MS;
  for (let left = signalGroup(leader, 'SIGTERM'); left; left = signalGroup(leader, 0)) {
    if (clock.monotonic() > limit) signalGroup(leader, 'SIGKILL');
    await clock.sleep(LOOK_MS);
  }
}

/** Whether there was anybody to hear it. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
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
