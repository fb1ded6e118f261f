import type { Reply } from '../../redis/reply';
import { asNumber, asOptionalText } from '../../redis/reply';
import { runScript } from '../../redis/scripts';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import { askDatabase } from './database';
import type { ProductKeys } from './keys';
import { productKeys } from './keys';
import type { CacheContext } from './parameters';
import { fillScript, releaseScript } from './scripts';

/** Longer than the database takes at most; a loader that crashes holds others up so long. */
const LOCK_MS = 3000;
const POLL_MS = 15;
/** Longer than any loading goes on. */
const VERSION_SECONDS = 60;
/** Stands for "there is no such product"; no price is empty. */
const NOTHING = '';
const NOTHING_MS = 5000;

export interface ReadResult {
  /** Undefined when there is no such product. */
  readonly price: string | undefined;
  /** Where it came from: the cache, the database, or the cache after another reader had asked the database. */
  readonly from: 'cache' | 'database' | 'other';
}

/** The product's price: of those who miss it at once, one asks the database and the others wait for what it finds. */
export async function readThrough(context: CacheContext, product: string | number): Promise<ReadResult> {
  const { clock, random, signal } = context;
  const keys = productKeys(context, product);
  const cached = await look(context, keys);
  if (cached !== undefined) return { price: priceOf(cached), from: 'cache' };
  const token = random.hex(8);
  for (const end = clock.monotonic() + LOCK_MS; clock.monotonic() < end;) {
    const won = await context.redis.send(['SET', keys.lock, token, 'NX', 'PX', LOCK_MS], { signal });
    if (won !== null) return loadAlone(context, product, keys, token);
    await clock.sleep(POLL_MS, signal);
    const found = await look(context, keys);
    if (found !== undefined) return { price: priceOf(found), from: 'other' };
  }
  return { price: await loadOnce(context, product, keys), from: 'database' };
}

async function loadAlone(
  context: CacheContext,
  product: string | number,
  keys: ProductKeys,
  token: string,
): Promise<ReadResult> {
  try {
    // Another may have loaded it between the look and the lock.
    const found = await look(context, keys);
    if (found !== undefined) return { price: priceOf(found), from: 'other' };
    return { price: await loadOnce(context, product, keys), from: 'database' };
  } finally {
    await runScript(context.redis, releaseScript, [keys.lock], [token], { signal: context.signal });
  }
}

/** Asks the database and fills the cache with what it says, unless that was changed meanwhile. */
export async function loadOnce(
  context: CacheContext,
  product: string | number,
  keys: ProductKeys = productKeys(context, product),
): Promise<string | undefined> {
  const version = await versionOf(context, keys);
  const price = await askDatabase(context, product);
  await fill(context, keys, version, price);
  return price;
}

export async function versionOf(context: CacheContext, { version }: ProductKeys): Promise<string> {
  const [reply] = await readAll(context, [['GET', version]]);
  return asOptionalText(reply?.reply ?? null) ?? '0';
}

/** Answers whether the cache took it. */
export async function fill(
  context: CacheContext,
  keys: ProductKeys,
  version: string,
  price: string | undefined,
): Promise<boolean> {
  const args = [version, price ?? NOTHING, price === undefined ? NOTHING_MS : lifeMs(context)];
  const reply = await runScript(context.redis, fillScript, [keys.value, keys.version], args, {
    signal: context.signal,
  });
  return asNumber(reply) === 1;
}

/** To be called after the database was changed: whoever loads just now must not bring the old value back. */
export async function drop(context: CacheContext, product: string | number): Promise<void> {
  const { value, version } = productKeys(context, product);
  await transaction(context, [
    ['UNLINK', value],
    ['INCR', version],
    ['EXPIRE', version, Math.min(VERSION_SECONDS, context.ttlSeconds)],
  ]);
}

async function look(context: CacheContext, { value }: ProductKeys): Promise<string | undefined> {
  const reply: Reply = await context.redis.send(['GET', value], { signal: context.signal });
  return asOptionalText(reply);
}

function priceOf(cached: string): string | undefined {
  return cached === NOTHING ? undefined : cached;
}

/** Less a random part of up to a tenth: what was cached together does not end together. */
export function lifeMs({ parameters, ttlSeconds, random }: CacheContext): number {
  const most = Math.min(parameters.life, ttlSeconds) * 1000;
  return Math.round(most * (1 - random.next() / 10));
}
