import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { requireServer } from './binaries';
import type { Flavour, FoundServer } from './flavours';
import { freePort } from './freePort';
import { withClient } from './respClient';
import type { RespAddress } from './respClient';
import { RespError } from './respParser';
import { startProcess } from './serverProcess';
import type { ServerProcess } from './serverProcess';

export interface ServerOptions {
  /** Of the default user. */
  readonly password?: string;
  /** ACL users as in redis.conf, without the word `user`: `reader on >secret ~* +@read`. */
  readonly aclUsers?: readonly string[];
  /** As Redis writes it: `20mb`. */
  readonly maxmemory?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Further arguments, as `['--notify-keyspace-events', 'KEA']`. */
  readonly args?: readonly string[];
  /** Also listen to `redis.sock` in the server's folder. */
  readonly unixSocket?: boolean;
  /** The TLS server's directives, and what a client needs: see tls.ts. Its port then speaks TLS only. */
  readonly tls?: { readonly config: readonly string[]; readonly client: NonNullable<RespAddress['tls']> };
  /** Runs as a Sentinel with these directives; it then must not have other kinds of options. */
  readonly sentinel?: readonly string[];
  /** A program that was found already; default: findServer(flavour). */
  readonly binary?: FoundServer;
}

/** A server that was started here and nobody else uses. */
export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /** With the default user's password, if it has one: not for printing. */
  readonly url: string;
  readonly flavour: Flavour;
  readonly version: string;
  readonly folder: string;
  /** Of the unix socket, if asked for. */
  readonly socket?: string;
  /** What connectResp needs to come in as the default user. */
  readonly address: RespAddress;
  /** Of the process that runs now: another one after restart(). */
  readonly pid: number;
  /** Ends it and removes its folder. May be called again. */
  stop(): Promise<void>;
  /** Ends it as a crash would; restart() brings it back, empty. */
  kill(): Promise<void>;
  /** Ends it if it runs, and starts it on the same port with the same options and no data. */
  restart(): Promise<void>;
}

/**
 * Starts a server on 127.0.0.1, in a private folder, without persistence, and waits until it answers.
 * It ends with this process at the latest.
 * @throws with the reason if the flavour is not to be had (ask findServer before, to skip), or with the server's last words.
 */
export async function startServer(flavour: Flavour, options: ServerOptions = {}): Promise<RunningServer> {
  const binary = options.binary ?? (await requireServer(flavour));
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOn(binary, options.port ?? (await freePort()), options);
    } catch (error) {
      // Somebody else may take the free port first.
      const taken = /Address already in use/.test((error as Error).message);
      if (!taken || options.port !== undefined || attempt === 3) throw error;
    }
  }
}

async function startOn(binary: FoundServer, port: number, options: ServerOptions): Promise<RunningServer> {
  // Short: a unix socket's whole path has room for 107 bytes.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-patterns-'));
  const address = addressOf(port, options);
  const start = async () => {
    // Written anew each time, as a Sentinel rewrites its own. In a file, as passwords in arguments show in process lists.
    fs.writeFileSync(path.join(folder, 'redis.conf'), config(binary, port, folder, options), { mode: 0o600 });
    const mode = options.sentinel ? ['--sentinel'] : binary.args;
    const started = await startProcess(binary, ['redis.conf', ...mode, ...(options.args ?? [])], folder);
    await answers(address);
    return started;
  };
  let running: ServerProcess;
  try {
    running = await start();
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    ...{ host: '127.0.0.1', port, url: urlOf(port, options), flavour: binary.flavour, version: binary.version },
    ...{ folder, address, ...(options.unixSocket ? { socket: socketIn(folder) } : {}) },
    get pid() {
      return running.pid;
    },
    async stop() {
      await running.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
    kill: () => running.kill(),
    async restart() {
      await running.stop();
      running = await start();
    },
  };
}

function config({ flavour }: FoundServer, port: number, folder: string, options: ServerOptions): string {
  const lines = ['bind 127.0.0.1', `dir ${quoted(folder)}`, 'daemonize no', 'logfile ""'];
  lines.push(...(options.tls ? ['port 0', `tls-port ${port}`, ...options.tls.config] : [`port ${port}`]));
  if (options.sentinel) return [...lines, ...options.sentinel, ''].join('\n');
  lines.push('save ""', 'appendonly no');
  // Else a primary waits ten seconds for replicas that are gone already; Redis 6 never does.
  if (flavour !== 'redis6') lines.push('shutdown-timeout 0');
  if (options.unixSocket) lines.push(`unixsocket ${quoted(socketIn(folder))}`, 'unixsocketperm 700');
  if (options.maxmemory) lines.push(`maxmemory ${options.maxmemory}`);
  if (options.password !== undefined) lines.push(`requirepass ${quoted(options.password)}`);
  lines.push(...(options.aclUsers ?? []).map((user) => `user ${user}`));
  return [...lines, ''].join('\n');
}

/** As redis.conf wants it: C-like, in double quotes. */
function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

function socketIn(folder: string): string {
  return path.join(folder, 'redis.sock');
}

function addressOf(port: number, options: ServerOptions): RespAddress {
  const { password, tls } = options;
  const base = { host: '127.0.0.1', port };
  return { ...base, ...(password === undefined ? {} : { password }), ...(tls ? { tls: tls.client } : {}) };
}

function urlOf(port: number, options: ServerOptions): string {
  const secret = options.password === undefined ? '' : `:${encodeURIComponent(options.password)}@`;
  return `${options.tls ? 'rediss' : 'redis'}://${secret}127.0.0.1:${port}`;
}

/** A reply is a reply: an ACL may keep the default user from PING or from coming in at all. */
async function answers(address: RespAddress): Promise<void> {
  try {
    await withClient(address, (client) => client.call('PING'));
  } catch (error) {
    if (!(error instanceof RespError)) throw error;
  }
}
