import assert from 'node:assert/strict';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import { asNumber } from '../../src/core/redis/reply';

/** Each of a key of its own, so that one that is carried out twice shows. */
export async function increments(
  connection: RedisConnection,
  signal: AbortSignal,
  lane: number,
  asked: Map<string, 'acknowledged' | 'unknown'>,
): Promise<number> {
  const one = async (): Promise<void> => {
    const name = `count:${String(lane)}:${String(asked.size)}`;
    asked.set(name, 'unknown');
    assert.equal(asNumber(await connection.send(['INCR', name], { signal })), 1);
    asked.set(name, 'acknowledged');
  };
  for (let round = 0; round < 5; round++) {
    const all = await Promise.allSettled(Array.from({ length: 10 }, one));
    const failed = all.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  }
  return asked.size;
}
