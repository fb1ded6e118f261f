import { forMany, throwIfAborted } from '../base/abort';
import { NameArena } from '../keyspace/nameArena';
import { estimateTotal } from '../keyspace/scan';
import type { Connection, NodeHandle } from '../redis/connection';
import type { ObservedKey } from './observedKey';
import type { Page } from './pages';
import { PageReader } from './pages';
import { touchingOf } from './untouched';

export interface ObserveOptions {
  /** Keys to look at, at most; all of them unless given. A page may go over it. */
  readonly keys?: number;
  /** Names that begin with this and a colon are not the user's own, and are left out. */
  readonly leaveOut?: string;
  readonly signal: AbortSignal;
  onKeys(keys: readonly ObservedKey[]): void;
  onProgress(observed: number, total: number | undefined): void;
}

/** How much of the keyspace was seen. */
export interface Coverage {
  readonly observed: number;
  /** Keys of our own demos, which are not counted as observed. */
  readonly leftOut: number;
  /** As the servers counted before; undefined where one would not tell. */
  readonly total: number | undefined;
  /** Every key that was there the whole time was seen. */
  readonly complete: boolean;
  /** Lengths were read. Not where that would have changed what the server evicts. */
  readonly hasLengths: boolean;
}

/**
 * Walks the keys of every server side by side, reading type, TTL, bytes, encoding and length of each. Nothing is written,
 * and no key's idle time is changed where that matters. Rejects with an abort error, or as the connection does.
 */
export async function observeKeyspace(connection: Connection, options: ObserveOptions): Promise<Coverage> {
  const signal = forMany(options.signal);
  const nodes = await connection.refreshNodes();
  const totals = await Promise.all(nodes.map(({ executor }) => estimateTotal(executor, signal)));
  const known = totals.filter((count) => count !== undefined);
  const total = known.length === nodes.length ? known.reduce((sum, count) => sum + count, 0) : undefined;
  const own = options.leaveOut === undefined ? undefined : Buffer.from(`${options.leaveOut}:`);
  let [observed, leftOut] = [0, 0];
  const onKeys = (all: readonly ObservedKey[]): void => {
    const keys = own ? all.filter(({ name }) => !name.subarray(0, own.length).equals(own)) : all;
    leftOut += all.length - keys.length;
    observed += keys.length;
    options.onKeys(keys);
    options.onProgress(observed, total);
  };
  const ends = await Promise.all(
    nodes.map((node, at) => {
      const share = shareOf(options.keys, totals[at], total, nodes.length);
      return observeNode(node, { share, signal, onKeys });
    }),
  );
  const all = (what: keyof NodeEnd): boolean => ends.every((end) => end[what]);
  return { observed, leftOut, total, complete: all('complete'), hasLengths: all('hasLengths') };
}

/** Each server's part of what is looked at is its part of the keys, so that every key is as likely to be seen. */
function shareOf(keys: number | undefined, own: number | undefined, all: number | undefined, nodes: number): number {
  if (keys === undefined) return Infinity;
  return Math.ceil(own === undefined || all === undefined || all === 0 ? keys / nodes : (keys * own) / all);
}

interface NodeOptions {
  readonly share: number;
  readonly signal: AbortSignal;
  onKeys(keys: readonly ObservedKey[]): void;
}

interface NodeEnd {
  readonly complete: boolean;
  readonly hasLengths: boolean;
}

/** The next page is asked for before one is looked at. */
async function observeNode({ executor }: NodeHandle, options: NodeOptions): Promise<NodeEnd> {
  const { share, signal } = options;
  const touching = await touchingOf(executor, signal);
  const reader = new PageReader(executor, touching, signal);
  const readPage = async (cursor: string): Promise<Page> => {
    throwIfAborted(signal);
    return reader.read(cursor);
  };
  // Duplicates of SCAN would be counted twice: the server repeats a name only while its table is being resized.
  const seen = new NameArena();
  let observed = 0;
  const hasLengths = touching !== 'avoided';
  let coming: Promise<Page> | undefined = readPage('0');
  while (coming) {
    const page: Page = await coming;
    const finished = page.cursor === '0';
    observed += page.names;
    coming = finished || observed >= share ? undefined : readPage(page.cursor);
    coming?.catch(() => undefined);
    options.onKeys(await reader.measure(unseen(page.keys, seen)));
    if (finished) return { complete: true, hasLengths };
  }
  return { complete: false, hasLengths };
}

function unseen(keys: readonly ObservedKey[], seen: NameArena): readonly ObservedKey[] {
  return keys.filter(({ name }) => {
    const before = seen.count;
    return seen.intern(name) === before;
  });
}
