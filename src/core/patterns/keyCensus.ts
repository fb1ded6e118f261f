import { readKeyInfos } from '../keyspace/readKeyInfo';
import type { KeyInfo } from '../keyspace/keyTypes';
import type { Connection } from '../redis/connection';
import type { Executor } from '../redis/executor';
import type { Command } from '../redis/reply';
import { asNumber, ReplyError } from '../redis/reply';
import { serverError } from '../redis/serverErrors';

// Which keys of a demo are there. A demo may have given out a hundred thousand names, most of them of keys that expired long
// ago, and somebody looks again and again: so names are counted by the hundred, and only so many at a time.

/** Names per EXISTS. */
const COUNTED_TOGETHER = 100;
/** Names, and commands, of one look: names of different slots cannot be counted together. */
const MOST_NAMES = 5000;
const MOST_COUNTS = 500;
/** Names that are looked at one by one. */
const MOST_SINGLE = 1000;
/** Names per round trip of those. */
const SINGLE_BATCH = 250;
/** Commands per round trip of a full count. */
const COUNTS_BATCH = 20;

export interface Census {
  /** At most as many as were asked for, with type, length and TTL. */
  readonly found: readonly KeyInfo[];
  /** Keys that are there, of the names that were looked at. */
  readonly count: number;
  /** All names were looked at. */
  readonly complete: boolean;
  /** Names that certainly have no key. */
  readonly missing: readonly string[];
}

export interface CensusOf {
  readonly executor: Executor;
  readonly slotOf: Connection['slotOf'];
  readonly names: readonly string[];
}

/** One look at what is there. */
export async function takeCensus(of: CensusOf, limit: number, signal?: AbortSignal): Promise<Census> {
  const groups = groupsOf(of.names.slice(0, MOST_NAMES), of.slotOf).slice(0, MOST_COUNTS);
  const counts = await countEach(of.executor, groups, signal);
  const looked = groups.reduce((sum, group) => sum + group.length, 0);
  const missing = groups.filter((_, index) => counts[index] === 0).flat();
  const there = groups.filter((_, index) => (counts[index] ?? 0) > 0).flat();
  const found: KeyInfo[] = [];
  for (let start = 0; start < Math.min(there.length, MOST_SINGLE) && found.length < limit;) {
    const batch = there.slice(start, start + Math.min(SINGLE_BATCH, limit - found.length));
    const infos = await readKeyInfos(
      of.executor,
      batch.map((name) => Buffer.from(name)),
      signal,
    );
    found.push(...infos.filter((info) => info !== undefined));
    missing.push(...batch.filter((_, index) => infos[index] === undefined));
    start += batch.length;
  }
  const count = counts.reduce((sum, some) => sum + some, 0);
  return { found, count, complete: looked === of.names.length, missing };
}

/** Whether any key is there. Most often the first names tell: what was scaffolded first is named first. */
export async function anyExists(of: CensusOf, signal?: AbortSignal): Promise<boolean> {
  return (await countUntil(of, signal, (count) => count > 0)) > 0;
}

/** Counts them all, however many names there are. */
export function countExisting(of: CensusOf, signal?: AbortSignal): Promise<number> {
  return countUntil(of, signal, () => false);
}

async function countUntil(
  of: CensusOf,
  signal: AbortSignal | undefined,
  enough: (count: number) => boolean,
): Promise<number> {
  const groups = groupsOf(of.names, of.slotOf);
  let count = 0;
  for (let start = 0; start < groups.length && !enough(count); start += COUNTS_BATCH) {
    const counts = await countEach(of.executor, groups.slice(start, start + COUNTS_BATCH), signal);
    count += counts.reduce((sum, some) => sum + some, 0);
  }
  return count;
}

/** In the order of the names: whose keys lie in one slot, and no more than are counted together. */
function groupsOf(names: readonly string[], slotOf: CensusOf['slotOf']): string[][] {
  const groups: string[][] = [];
  let slot: number | undefined;
  for (const name of names) {
    const last = groups.at(-1);
    const own = slotOf(name);
    if (last && own === slot && last.length < COUNTED_TOGETHER) last.push(name);
    else groups.push([name]);
    slot = own;
  }
  return groups;
}

async function countEach(
  executor: Executor,
  groups: readonly (readonly string[])[],
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const commands = groups.map((names): Command => ['EXISTS', ...names]);
  if (commands.length === 0) return [];
  const replies = await executor.pipeline(commands, signal && { signal });
  return replies.map((reply, index) => {
    if (reply instanceof ReplyError) throw serverError(reply, commands[index] ?? ['EXISTS']);
    return asNumber(reply);
  });
}
