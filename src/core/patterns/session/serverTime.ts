import { asArray, asNumber } from '../../redis/reply';
import type { Reply } from '../../redis/reply';
import type { PatternContext } from '../contract';

/** Milliseconds since the epoch by the server's clock: the scripts reckon with it, and clients' clocks differ. */
export async function serverNow({ redis, signal }: Pick<PatternContext, 'redis' | 'signal'>): Promise<number> {
  return asTime(await redis.send(['TIME'], { signal }));
}

/** An answer to TIME: seconds and microseconds. */
export function asTime(reply: Reply): number {
  const [seconds = null, microseconds = null] = asArray(reply);
  return 1000 * asNumber(seconds) + Math.floor(asNumber(microseconds) / 1000);
}
