import { CodedError } from '../base/errors';
import type { Fact } from '../redis/capabilities';
import type { Connection } from '../redis/connection';
import type { Executor } from '../redis/executor';
import { parseInfo } from '../redis/probeInfo';
import type { Command, Reply } from '../redis/reply';
import { asArray, asNumber, asPairs, asText, ReplyError } from '../redis/reply';

/** One entry of SLOWLOG. */
export interface SlowCommand {
  /** Counts up for as long as the server runs. */
  readonly id: number;
  /** The server's own time, seconds. */
  readonly at: number;
  readonly microseconds: number;
  /** The command and its arguments as the log keeps them, shortened. */
  readonly words: readonly string[];
}

/** Of one command, for as long as the server counts. */
export interface Calls {
  readonly calls: number;
  readonly microseconds: number;
}

/** What a server says of its settings, its load and its clients. What it refuses is unknown, with the reason. */
export interface ServerState {
  /** Of a cluster: which of its servers. */
  readonly address: string;
  readonly info: Fact<ReadonlyMap<string, string>>;
  readonly settings: Fact<ReadonlyMap<string, string>>;
  /** By lower-case command. */
  readonly calls: Fact<ReadonlyMap<string, Calls>>;
  readonly slow: Fact<readonly SlowCommand[]>;
  /** Clients of others: how many, and how many of them have no name. */
  readonly clients: Fact<{ readonly all: number; readonly unnamed: number }>;
}

const ASKED: readonly Command[] = [
  ['INFO'],
  ['INFO', 'commandstats'],
  ['CONFIG', 'GET', 'maxmemory*'],
  ['CONFIG', 'GET', '*-max-*'],
  ['CONFIG', 'GET', 'save'],
  ['CONFIG', 'GET', 'appendonly'],
  ['SLOWLOG', 'GET', 128],
  ['CLIENT', 'LIST'],
];

/** Asks every server that holds keys, in one round trip each. */
export async function readServerStates(connection: Connection, signal: AbortSignal): Promise<readonly ServerState[]> {
  return Promise.all(connection.nodes().map(({ address, executor }) => readServerState(address, executor, signal)));
}

async function readServerState(address: string, executor: Executor, signal: AbortSignal): Promise<ServerState> {
  const replies = await ask(executor, signal);
  const [info, stats, memory, limits, save, appendOnly, slow, clients] = replies;
  const settings = [memory, limits, save, appendOnly].map((reply) => fact(reply, pairsOf));
  return {
    address,
    info: fact(info, (reply) => parseInfo(asText(reply))),
    settings: settings.reduce((all, some) => both(all, some)),
    calls: fact(stats, callsOf),
    slow: fact(slow, slowOf),
    clients: fact(clients, clientsOf),
  };
}

/** One by one where the connection refuses some of it: a pipeline that holds a refused command is not sent at all. */
async function ask(executor: Executor, signal: AbortSignal): Promise<readonly (Reply | ReplyError)[]> {
  return Promise.all(
    ASKED.map((command) =>
      executor.send(command, { signal }).catch((error: unknown) => {
        if (error instanceof CodedError && REFUSALS.has(error.code)) return new ReplyError(error.message);
        throw error;
      }),
    ),
  );
}

const REFUSALS = new Set(['NO_PERMISSION', 'READ_ONLY_CONNECTION', 'UNKNOWN_COMMAND', 'SERVER_ERROR']);

function fact<T>(reply: Reply | ReplyError | undefined, read: (reply: Reply) => T): Fact<T> {
  if (reply === undefined || reply instanceof ReplyError) {
    return { known: false, reason: reply?.message ?? 'no answer' };
  }
  return { known: true, value: read(reply) };
}

function both(
  a: Fact<ReadonlyMap<string, string>>,
  b: Fact<ReadonlyMap<string, string>>,
): Fact<ReadonlyMap<string, string>> {
  if (!a.known) return a;
  return b.known ? { known: true, value: new Map([...a.value, ...b.value]) } : b;
}

function pairsOf(reply: Reply): ReadonlyMap<string, string> {
  return new Map(asPairs(reply).map(([name, value]) => [asText(name), asText(value)]));
}

/** `cmdstat_get:calls=12,usec=…`; of a sub-command `cmdstat_config|get`. */
function callsOf(reply: Reply): ReadonlyMap<string, Calls> {
  const calls = new Map<string, Calls>();
  for (const [field, value] of parseInfo(asText(reply))) {
    const name = /^cmdstat_(.+)$/.exec(field)?.[1];
    const [, count, microseconds] = /^calls=(\d+),usec=(\d+)/.exec(value) ?? [];
    if (name === undefined || count === undefined) continue;
    calls.set(name.toLowerCase(), { calls: Number(count), microseconds: Number(microseconds) });
  }
  return calls;
}

function slowOf(reply: Reply): readonly SlowCommand[] {
  return asArray(reply).map((entry) => {
    const [id = null, at = null, microseconds = null, words = null] = asArray(entry);
    return {
      ...{ id: asNumber(id), at: asNumber(at), microseconds: asNumber(microseconds) },
      words: asArray(words).map(asText),
    };
  });
}

/** Our own link has a name, and is not what the finding is about; nor are replicas and the primary (flags S and M). */
function clientsOf(reply: Reply): { readonly all: number; readonly unnamed: number } {
  const lines = asText(reply)
    .split('\n')
    .filter((line) => line.includes('name=') && !line.includes('name=vscode-redis-patterns'))
    .filter((line) => !/ flags=\w*[SM]/.test(line));
  return { all: lines.length, unnamed: lines.filter((line) => / name= /.test(line)).length };
}
