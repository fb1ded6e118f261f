import type { Command } from '../../redis/reply';
import { ensureLoaded, scriptCommand } from '../../redis/scripts';
import { Link } from './link';
import type { PipelinesContext } from './parameters';
import { fillScript } from './scripts';

/** One way to write many values. */
export interface Way {
  readonly id: string;
  readonly title: string;
  write(context: PipelinesContext, link: Link, keys: readonly string[]): Promise<unknown>;
}

export interface Measured {
  readonly values: number;
  readonly roundTrips: number;
  readonly commands: number;
  /** Milliseconds, delay included. For people to see: nothing is decided by it. */
  readonly ms: number;
}

/** Milliseconds that one run may wait for the network in all. */
const BUDGET_MS = 2000;
/** An argument for each key is on Lua's stack and in one command: thousands are too many. */
const SCRIPT_KEYS = 500;

const set = ({ ttlSeconds }: PipelinesContext, key: string): Command => ['SET', key, 'value', 'EX', ttlSeconds];

export const oneByOne: Way = {
  id: 'oneByOne',
  title: 'One by one',
  async write(context, link, keys) {
    for (const key of keys) await link.trip([set(context, key)]);
  },
};

export const pipelined: Way = {
  id: 'pipelined',
  title: 'Pipelined',
  async write(context, link, keys) {
    for (const batch of batches(keys, context.parameters.batch)) await link.trip(batch.map((key) => set(context, key)));
  },
};

export const autoPipelined: Way = {
  id: 'auto',
  title: 'Pipelined by the client',
  write: (context, link, keys) => Promise.all(keys.map((key) => link.gathered(set(context, key)))),
};

export const mset: Way = {
  id: 'mset',
  title: 'MSET, and a TTL for each',
  // MSET takes no TTL, so each key gets one beside it, in the same transaction.
  write: (context, link, keys) =>
    link.trip([
      ['MULTI'],
      ['MSET', ...keys.flatMap((key) => [key, 'value'])],
      ...keys.map((key): Command => ['EXPIRE', key, context.ttlSeconds]),
      ['EXEC'],
    ]),
};

export const script: Way = {
  id: 'script',
  title: 'A script',
  async write(context, link, keys) {
    // Once for a server and a script, so it is not counted.
    await ensureLoaded(context.redis, [fillScript(0)], { signal: context.signal });
    for (const batch of batches(keys, SCRIPT_KEYS)) {
      await link.trip([
        scriptCommand(fillScript(batch.length), batch, [context.ttlSeconds, ...batch.map(() => 'value')]),
      ]);
    }
  },
};

export const ways: readonly Way[] = [oneByOne, pipelined, autoPipelined, mset, script];

/** Writes the values that way and counts what it took. */
export async function measure(context: PipelinesContext, way: Way, keys: readonly string[]): Promise<Measured> {
  const link = new Link(context);
  const start = context.clock.monotonic();
  await way.write(context, link, keys);
  const ms = context.clock.monotonic() - start;
  return { values: keys.length, roundTrips: link.roundTrips, commands: link.commands, ms };
}

/** As many values as were asked for, or fewer when writing them one by one would wait for too long. */
export async function affordable(context: PipelinesContext): Promise<number> {
  const start = context.clock.monotonic();
  await context.redis.send(['PING'], { signal: context.signal });
  const trip = context.clock.monotonic() - start + context.parameters.delay;
  return Math.max(10, Math.min(context.parameters.commands, Math.floor(BUDGET_MS / Math.max(trip, 0.1))));
}

export function valueKeys({ keys }: PipelinesContext, count: number, ...under: readonly string[]): readonly string[] {
  return Array.from({ length: count }, (_, n) => keys.of(...under, 'value', n));
}

function batches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}
