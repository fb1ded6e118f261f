import type { Command } from '../../redis/reply';
import { asText } from '../../redis/reply';
import type { LaneResult } from '../contract';
import { read } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { SessionContext } from './parameters';
import type { Load } from './trial';
import { countTtls, crashes, laneResult, SKU, trialKeys, writeSession } from './trial';

/**
 * The code one finds everywhere. Its faults make keys without a TTL, and no demo key may outlive the demo: what it writes,
 * what is counted and the deletion are one transaction, so nobody else ever meets such a key, even when the link breaks.
 */
export async function naiveLane(context: SessionContext, load: Load): Promise<LaneResult> {
  return laneResult(load, {
    ...(await logIns(context, load.logins)),
    kept: await addToCart(context, load.additions),
    zombies: await lateUpdates(context, load.late),
  });
}

/** Write, then EXPIRE. A client that dies in between sends the first only. */
async function logIns(context: SessionContext, logins: number): Promise<{ immortal: number; ended: number }> {
  const keys = trialKeys(context, 'naive-login', logins);
  const writes = keys.flatMap((key, n): Command[] => {
    const write = writeSession(context, key);
    return crashes(n) ? [write] : [write, ['EXPIRE', key, context.ttlSeconds]];
  });
  const replies = await transaction(context, [
    ['UNLINK', ...keys],
    ...writes,
    ...keys.map((key): Command => ['PTTL', key]),
    ['UNLINK', ...keys],
  ]);
  return countTtls(replies.slice(1 + writes.length, -1));
}

interface Document {
  readonly cart: Readonly<Record<string, number>>;
}

/** Reads the document, adds, and writes it back, as all others do at the same time. */
async function addToCart(context: SessionContext, additions: number): Promise<number> {
  const { redis, keys, ttlSeconds, signal } = context;
  const key = keys.of('experiment', 'naive-cart', context.variant);
  const json = context.variant === 'json';
  const get: Command = json ? ['JSON.GET', key] : ['GET', key];
  const set = (document: Document): Promise<unknown> => {
    const text = JSON.stringify(document);
    if (!json) return redis.send(['SET', key, text, 'EX', ttlSeconds], { signal });
    return transaction(context, [
      ['JSON.SET', key, '$', text],
      ['EXPIRE', key, ttlSeconds],
    ]);
  };
  const current = async (): Promise<Document> => JSON.parse(asText((await read(context, get)).reply)) as Document;
  await set({ cart: {} });
  await Promise.all(
    Array.from({ length: additions }, async () => {
      const { cart } = await current();
      await set({ cart: { ...cart, [SKU]: (cart[SKU] ?? 0) + 1 } });
    }),
  );
  return (await current()).cart[SKU] ?? 0;
}

/** Each request began while the session was there, and writes when it is gone. */
async function lateUpdates(context: SessionContext, late: number): Promise<number> {
  const keys = trialKeys(context, 'naive-late', late);
  const replies = await transaction(context, [
    ...keys.flatMap((key): Command[] => [writeSession(context, key), ['EXPIRE', key, context.ttlSeconds]]),
    // The logout.
    ['UNLINK', ...keys],
    ...keys.map((key): Command => lateWrite(context, key)),
    ...keys.map((key): Command => ['PTTL', key]),
    ['UNLINK', ...keys],
  ]);
  return countTtls(replies.slice(-1 - late, -1)).immortal;
}

/** A path cannot be set in a document that is gone, but a document read before and written back whole can. */
function lateWrite(context: SessionContext, key: string): Command {
  return context.variant === 'json' ? writeSession(context, key) : ['HSET', key, 'seen', 1];
}
