import type { Command } from '../../redis/reply';
import { asNumber } from '../../redis/reply';
import { ensureLoaded, scriptCommand } from '../../redis/scripts';
import type { LaneResult } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { SessionContext } from './parameters';
import { cartJsonScript, cartScript, ssetScript } from './scripts';
import type { Load } from './trial';
import { countTtls, crashes, laneResult, SKU, trialKeys, writeSession } from './trial';

/** The same load, with what the steps do. */
export async function rightLane(context: SessionContext, load: Load): Promise<LaneResult> {
  const { redis, signal } = context;
  await ensureLoaded(redis, [cartScript, cartJsonScript, ssetScript], { signal });
  return laneResult(load, {
    ...(await logIns(context, load.logins)),
    kept: await addToCart(context, load.additions),
    zombies: await lateUpdates(context, load.late),
  });
}

/** The write and the TTL are one transaction. When a client dies in between, its link ends, and the server discards it. */
async function logIns(context: SessionContext, logins: number): Promise<{ immortal: number; ended: number }> {
  const keys = trialKeys(context, 'right-login', logins);
  const attempts = keys.flatMap((key, n): Command[] => {
    const write = writeSession(context, key);
    return crashes(n)
      ? [['MULTI'], write, ['DISCARD']]
      : [['MULTI'], write, ['EXPIRE', key, context.ttlSeconds], ['EXEC']];
  });
  await readAll(context, [['UNLINK', ...keys], ...attempts]);
  const ttls = await readAll(
    context,
    keys.map((key) => ['PTTL', key] as const),
  );
  return countTtls(ttls.map(({ reply }) => reply));
}

/** Added on the server, one after the other, whoever sends it. */
async function addToCart(context: SessionContext, additions: number): Promise<number> {
  const { redis, keys, ttlSeconds, signal } = context;
  const session = keys.of('experiment', 'right-cart', context.variant);
  const cart = keys.of('experiment', 'right-cart', context.variant, 'cart');
  await transaction(context, [
    ['UNLINK', session, cart],
    writeSession(context, session),
    ['EXPIRE', session, ttlSeconds],
  ]);
  const args = [SKU, 1, additions];
  const add =
    context.variant === 'json'
      ? scriptCommand(cartJsonScript, [session], args)
      : scriptCommand(cartScript, [session, cart], args);
  const answers = await Promise.all(Array.from({ length: additions }, () => redis.send(add, { signal })));
  return Math.max(...answers.map(asNumber));
}

/** The script asks whether the session is there, and nothing comes between the question and the write. */
async function lateUpdates(context: SessionContext, late: number): Promise<number> {
  const keys = trialKeys(context, 'right-late', late);
  const write = context.variant === 'json' ? ['JSON.SET', '$.seen', 1] : ['HSET', 'seen', 1];
  const readings = await readAll(context, [
    ...keys.flatMap((key): Command[] => [
      ['MULTI'],
      writeSession(context, key),
      ['EXPIRE', key, context.ttlSeconds],
      ['EXEC'],
      // The logout.
      ['UNLINK', key],
      scriptCommand(ssetScript, [key], write),
    ]),
    ['EXISTS', ...keys],
  ]);
  return asNumber(readings[readings.length - 1]?.reply ?? null);
}
