import type { Command } from '../../redis/reply';
import { asArray, asNumber, asText, ReplyError } from '../../redis/reply';
import { transaction } from '../kit/transaction';
import type { MemoryContext } from './parameters';

/** A key before and after it crossed a limit, and after it was made small again. */
export interface Crossing {
  readonly limit: number;
  readonly before: Form;
  readonly after: Form;
  readonly shrunk: Form;
}

export interface Form {
  readonly encoding: string;
  readonly bytes: number;
}

/** What can be made too big to stay compact: by one field too many, say. */
export interface Limit {
  readonly id: string;
  readonly title: string;
  /** The setting's name, and what it was called before Redis 7. */
  readonly settings: readonly string[];
  /** Where the server does not tell. */
  readonly default: number;
  /** Limits beyond it are not tried: the demo stays small. */
  readonly tried: number;
  fill(key: string, limit: number): Command;
  cross(key: string, limit: number): Command;
  shrink(key: string, limit: number): Command;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

export const limits: readonly Limit[] = [
  {
    id: 'fields',
    title: 'Hash, fields',
    settings: ['hash-max-listpack-entries', 'hash-max-ziplist-entries'],
    default: 512,
    tried: 2000,
    fill: (key, limit) => ['HSET', key, ...numbers(limit).flatMap((n) => [`f${String(n)}`, 'v'])],
    cross: (key) => ['HSET', key, 'more', 'v'],
    shrink: (key) => ['HDEL', key, 'more'],
  },
  {
    id: 'value',
    title: 'Hash, bytes of a value',
    settings: ['hash-max-listpack-value', 'hash-max-ziplist-value'],
    default: 64,
    tried: 2000,
    fill: (key, limit) => ['HSET', key, 'field', 'v'.repeat(limit)],
    cross: (key, limit) => ['HSET', key, 'field', 'v'.repeat(limit + 1)],
    shrink: (key) => ['HSET', key, 'field', 'v'],
  },
  {
    id: 'members',
    title: 'Sorted set, members',
    settings: ['zset-max-listpack-entries', 'zset-max-ziplist-entries'],
    default: 128,
    tried: 2000,
    fill: (key, limit) => ['ZADD', key, ...numbers(limit).flatMap((n) => [n, `m${String(n)}`])],
    cross: (key) => ['ZADD', key, 1, 'more'],
    shrink: (key) => ['ZREM', key, 'more'],
  },
  {
    id: 'integers',
    title: 'Set of whole numbers',
    settings: ['set-max-intset-entries'],
    default: 512,
    tried: 2000,
    fill: (key, limit) => ['SADD', key, ...numbers(limit)],
    cross: (key, limit) => ['SADD', key, limit + 1],
    shrink: (key, limit) => ['SREM', key, limit + 1],
  },
];

/** The server's limit: asked for by its new and its old name. The default where it may not be asked for. */
export async function limitOf(context: MemoryContext, { settings, default: usual }: Limit): Promise<number> {
  const replies = await context.redis.pipeline(
    settings.map((name): Command => ['CONFIG', 'GET', name]),
    { signal: context.signal },
  );
  for (const reply of replies) {
    if (reply instanceof ReplyError || reply === null) continue;
    const value = asArray(reply)[1];
    if (value !== undefined) return asNumber(value);
  }
  return usual;
}

/** Crosses the limit and comes back, in one transaction; undefined where the limit is too high to try. */
export async function cross(context: MemoryContext, limit: Limit): Promise<Crossing | undefined> {
  const count = await limitOf(context, limit);
  if (count > limit.tried || count < 1) return undefined;
  const key = context.keys.of('limit', limit.id);
  const look: readonly Command[] = [
    ['OBJECT', 'ENCODING', key],
    ['MEMORY', 'USAGE', key, 'SAMPLES', 0],
  ];
  const replies = await transaction(context, [
    ['UNLINK', key],
    limit.fill(key, count),
    ['EXPIRE', key, context.ttlSeconds],
    ...look,
    limit.cross(key, count),
    ...look,
    limit.shrink(key, count),
    ...look,
  ]);
  const form = (at: number): Form => ({
    encoding: asText(replies[at] ?? null),
    bytes: asNumber(replies[at + 1] ?? null),
  });
  return { limit: count, before: form(3), after: form(6), shrunk: form(9) };
}
