import { asArray, asOptionalNumber, asOptionalText } from '../../redis/reply';
import { runScript } from '../../redis/scripts';
import type { TransactionsContext } from './parameters';
import { compareAndSetScript } from './scripts';

export interface Contention {
  /** Writers that got through. */
  readonly successes: number;
  /** Reads and writes in all, those that came too late included. */
  readonly attempts: number;
}

/**
 * Reads, changes and writes back if nobody was first, again and again until it worked: what WATCH and EXEC do, by a
 * version, on a link that others use too. Answers the number of attempts.
 */
async function changeUntilDone(
  context: TransactionsContext,
  key: string,
  change: (value: number) => number,
): Promise<number> {
  const { redis, signal, ttlSeconds } = context;
  for (let attempts = 1; ; attempts += 1) {
    const [value, version] = asArray(await redis.send(['HMGET', key, 'value', 'version'], { signal }));
    const next = change(Number(asOptionalText(value ?? null) ?? 0));
    const read = asOptionalNumber(version ?? null) ?? 0;
    const written = await runScript(redis, compareAndSetScript, [key], [read, next, ttlSeconds], { signal });
    if (written !== null) return attempts;
  }
}

/**
 * All contenders add one to the same value at the same time. Each reads before any of them writes, so one of each round
 * gets through and the others begin again: about half as many attempts per success as there are contenders.
 */
export async function contend(context: TransactionsContext, key: string, contenders: number): Promise<Contention> {
  const attempts = await Promise.all(
    Array.from({ length: contenders }, () => changeUntilDone(context, key, (value) => value + 1)),
  );
  return { successes: attempts.length, attempts: attempts.reduce((sum, count) => sum + count, 0) };
}
