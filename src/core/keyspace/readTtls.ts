import type { Clock } from '../base/clock';
import { systemClock } from '../base/clock';
import type { Executor } from '../redis/executor';
import type { Command } from '../redis/reply';
import type { Ttl } from './keyTypes';
import { toTtl } from './ttl';

/** Commands of one pipeline: they keep the server well below a millisecond or two. */
const BATCH = 500;

/** The TTL of each key, in their order, by pipelines of PTTL; undefined where a key is gone. Rejects as the executor does. */
export async function readTtls(
  executor: Executor,
  keys: readonly Buffer[],
  signal?: AbortSignal,
  clock: Clock = systemClock,
): Promise<(Ttl | undefined)[]> {
  const ttls: (Ttl | undefined)[] = [];
  for (let start = 0; start < keys.length; start += BATCH) {
    const commands = keys.slice(start, start + BATCH).map((key): Command => ['PTTL', key]);
    const replies = await executor.pipeline(commands, signal && { signal });
    const readAt = clock.now();
    for (const reply of replies) ttls.push(toTtl(reply, readAt));
  }
  return ttls;
}
