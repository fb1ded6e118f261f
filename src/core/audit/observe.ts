import { forMany, throwIfAborted } from '../base/abort';
import { CodedError } from '../base/errors';
import { NameArena } from '../keyspace/nameArena';
import { estimateTotal } from '../keyspace/scan';
import type { Connection, NodeHandle } from '../redis/connection';
import type { Executor } from '../redis/executor';
import type { Command, Reply } from '../redis/reply';
import { asArray, asBytes, asNumber, asText, ReplyError } from '../redis/reply';
import type { ObservedKey } from './observedKey';
import { parseObserved } from './observedKey';
import PAGE from './page.lua?text';

/**
 * Names of one page. Its script keeps the server for about a millisecond; at 1000 names another client's slowest PING
 * would wait twice as long for little gain.
 */
const COUNT = 400;
/** From here on a key's length is worth that reading it counts as use of the key. */
const BIG_BYTES = 10_000;

/** Commands that tell a length, by type. */
const LENGTHS: Readonly<Record<string, string>> = {
  string: 'STRLEN',
  hash: 'HLEN',
  list: 'LLEN',
  set: 'SCARD',
  zset: 'ZCARD',
  stream: 'XLEN',
};

export interface ObserveOptions {
  /** Keys to look at, at most; all of them unless given. A page may go over it. */
  readonly keys?: number;
  readonly signal: AbortSignal;
  onKeys(keys: readonly ObservedKey[]): void;
  onProgress(observed: number, total: number | undefined): void;
}

/** How much of the keyspace was seen. */
export interface Coverage {
  readonly observed: number;
  /** As the servers counted before; undefined where one would not tell. */
  readonly total: number | undefined;
  /** Every key that was there the whole time was seen. */
  readonly complete: boolean;
}

/**
 * Walks the keys of every server side by side, reading type, TTL, bytes and encoding of each: by one reading script per page
 * where the server allows it, else by pipelines. Nothing is written, and only big keys are touched (for their length).
 * Rejects with an abort error, or as the connection does.
 */
export async function observeKeyspace(connection: Connection, options: ObserveOptions): Promise<Coverage> {
  const signal = forMany(options.signal);
  const nodes = await connection.refreshNodes();
  const totals = await Promise.all(nodes.map(({ executor }) => estimateTotal(executor, signal)));
  const known = totals.filter((count) => count !== undefined);
  const total = known.length === nodes.length ? known.reduce((sum, count) => sum + count, 0) : undefined;
  let observed = 0;
  const share = options.keys === undefined ? Infinity : Math.ceil(options.keys / nodes.length);
  const onKeys = (keys: readonly ObservedKey[]): void => {
    options.onKeys(keys);
    observed += keys.length;
    options.onProgress(observed, total);
  };
  const ends = await Promise.all(nodes.map((node) => observeNode(node, { share, signal, onKeys })));
  return { observed, total, complete: ends.every((complete) => complete) };
}

interface NodeOptions {
  readonly share: number;
  readonly signal: AbortSignal;
  onKeys(keys: readonly ObservedKey[]): void;
}

/** Whether all of the node's keys were seen. The next page is asked for before one is looked at. */
async function observeNode({ executor }: NodeHandle, options: NodeOptions): Promise<boolean> {
  const { share, signal } = options;
  let read: PageReader = readByScript;
  const readPage = async (cursor: string): Promise<Page> => {
    throwIfAborted(signal);
    try {
      return await read(executor, cursor, signal);
    } catch (error) {
      if (read !== readByScript || !isScriptRefused(error)) throw error;
      read = readByPipeline;
      return read(executor, cursor, signal);
    }
  };
  // Duplicates of SCAN would be counted twice: the server repeats a name only while its table is being resized.
  const seen = new NameArena();
  let observed = 0;
  let coming: Promise<Page> | undefined = readPage('0');
  while (coming) {
    const page: Page = await coming;
    const finished = page.cursor === '0';
    observed += page.names.length;
    coming = finished || observed >= share ? undefined : readPage(page.cursor);
    coming?.catch(() => undefined);
    options.onKeys(await withLengths(executor, unseen(keysOf(page), seen), signal));
    if (finished) return true;
  }
  return false;
}

/** Those that are still there. */
function keysOf({ names, words }: Page): readonly ObservedKey[] {
  return names.flatMap((name, index) => parseObserved(asBytes(name), ...words.slice(4 * index, 4 * index + 4)) ?? []);
}

function unseen(keys: readonly ObservedKey[], seen: NameArena): readonly ObservedKey[] {
  return keys.filter(({ name }) => {
    const before = seen.count;
    return seen.intern(name) === before;
  });
}

interface Page {
  readonly cursor: string;
  readonly names: readonly Reply[];
  /** Of each name its type, PTTL, bytes and encoding, `-` where one is not known. */
  readonly words: readonly string[];
}

type PageReader = (executor: Executor, cursor: string, signal: AbortSignal) => Promise<Page>;

/** The server flags EVAL_RO (Redis 7, Valkey) as reading, so that it passes on a read-only connection too. */
const readByScript: PageReader = async (executor, cursor, signal) => {
  const reply = await executor.send(['EVAL_RO', PAGE, 0, cursor, COUNT], { signal });
  const [next = null, names = null, words = null] = asArray(reply);
  return { cursor: asText(next), names: asArray(names), words: asText(words).split(' ') };
};

const readByPipeline: PageReader = async (executor, cursor, signal) => {
  const [next = null, page = null] = asArray(await executor.send(['SCAN', cursor, 'COUNT', COUNT], { signal }));
  const names = asArray(page);
  const commands = names.map(asBytes).flatMap((key): Command[] => [
    ['TYPE', key],
    ['PTTL', key],
    ['MEMORY', 'USAGE', key],
    ['OBJECT', 'ENCODING', key],
  ]);
  const replies = commands.length === 0 ? [] : await executor.pipeline(commands, { signal });
  return { cursor: asText(next), names, words: replies.map(wordOf) };
};

function wordOf(reply: Reply): string {
  return reply === null || reply instanceof ReplyError ? '-' : asText(reply);
}

/** No such command (Redis 6.2), not allowed, or not believed to only read: the pipelines say the same. */
function isScriptRefused(error: unknown): boolean {
  if (!(error instanceof CodedError)) return false;
  return ['NO_PERMISSION', 'UNKNOWN_COMMAND', 'READ_ONLY_CONNECTION', 'SERVER_ERROR'].includes(error.code);
}

async function withLengths(
  executor: Executor,
  keys: readonly ObservedKey[],
  signal: AbortSignal,
): Promise<readonly ObservedKey[]> {
  const big = keys.flatMap(({ name, type, bytes = 0 }): Command[] => {
    const command = LENGTHS[type];
    return bytes >= BIG_BYTES && command !== undefined ? [[command, name]] : [];
  });
  if (big.length === 0) return keys;
  const replies = await executor.pipeline(big, { signal });
  const lengths = new Map(big.map(([, name], index) => [name, replies[index] ?? null]));
  return keys.map((key) => {
    const reply = lengths.get(key.name) ?? null;
    return reply === null || reply instanceof ReplyError ? key : { ...key, length: asNumber(reply) };
  });
}
