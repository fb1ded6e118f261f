import { CodedError } from '../../base/errors';
import type { Command } from '../../redis/reply';
import { asArray, asNumber, asOptionalNumber } from '../../redis/reply';
import { read } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { Limits } from './limits';
import type { RateContext } from './parameters';

/** One request decided in the caller: it reads, decides by its own clock, then writes. Answers whether it is admitted. */
type Decide = (context: RateContext, key: string, limits: Limits) => Promise<boolean>;

const NAIVE: Readonly<Record<string, Decide>> = { gcra, tokenBucket, slidingLog, slidingCounter, fixedWindow };

/** What is commonly written for the variant that is chosen. All have one fault: others read between reading and writing. */
export function naiveOf({ variant }: Pick<RateContext, 'variant'>): Decide {
  const decide = NAIVE[variant];
  if (!decide) throw new CodedError('INTERNAL', `There is no algorithm "${variant}".`);
  return decide;
}

async function gcra(context: RateContext, key: string, { limit, windowMs }: Limits): Promise<boolean> {
  const now = context.clock.now();
  const interval = windowMs / limit;
  const paid = Math.max(now, asOptionalNumber((await read(context, ['GET', key])).reply) ?? 0);
  if (paid + interval - windowMs > now) return false;
  await context.redis.send(['SET', key, paid + interval, 'PX', Math.ceil(paid + interval - now)], options(context));
  return true;
}

/** The first request makes a full bucket and takes nothing from it. */
async function tokenBucket(context: RateContext, key: string, { limit, windowMs }: Limits): Promise<boolean> {
  const now = context.clock.now();
  const [tokens, at] = asArray((await read(context, ['HMGET', key, 'tokens', 'at'])).reply).map(asOptionalNumber);
  const first = tokens === undefined || at === undefined;
  const there = first ? limit : Math.min(limit, tokens + ((now - at) * limit) / windowMs);
  if (there < 1) return false;
  const left = first ? limit : there - 1;
  await write(context, key, ['HSET', key, 'tokens', left, 'at', now], windowMs);
  return true;
}

/** The member is the time: two requests of one millisecond are one. */
async function slidingLog(context: RateContext, key: string, { limit, windowMs }: Limits): Promise<boolean> {
  const now = context.clock.now();
  await context.redis.send(['ZREMRANGEBYSCORE', key, 0, now - windowMs], options(context));
  const used = asNumber((await read(context, ['ZCARD', key])).reply);
  if (used >= limit) return false;
  await write(context, key, ['ZADD', key, now, String(now)], windowMs);
  return true;
}

async function slidingCounter(context: RateContext, key: string, { limit, windowMs }: Limits): Promise<boolean> {
  const now = context.clock.now();
  const number = Math.floor(now / windowMs);
  const current = `${key}:${String(number % 2)}`;
  const before = `${key}:${String((number + 1) % 2)}`;
  const reply = (await read(context, ['MGET', current, before])).reply;
  const [used = 0, earlier = 0] = asArray(reply).map((counter) => asOptionalNumber(counter) ?? 0);
  if (earlier * (1 - (now % windowMs) / windowMs) + used >= limit) return false;
  await write(context, current, ['INCR', current], 2 * windowMs);
  return true;
}

async function fixedWindow(context: RateContext, key: string, { limit, windowMs }: Limits): Promise<boolean> {
  const used = asOptionalNumber((await read(context, ['GET', key])).reply) ?? 0;
  if (used >= limit) return false;
  await write(context, key, ['INCR', key], windowMs);
  return true;
}

/** Even here the key gets its TTL in the step that makes it: the demo leaves nothing behind. */
async function write(context: RateContext, key: string, command: Command, ttlMs: number): Promise<void> {
  await transaction(context, [command, ['PEXPIRE', key, ttlMs]]);
}

function options({ signal }: RateContext): { signal: AbortSignal } {
  return { signal };
}
