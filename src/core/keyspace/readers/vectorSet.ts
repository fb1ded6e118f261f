import type { Executor } from '../../redis/executor';
import { asArray, asBytes } from '../../redis/reply';

const SAMPLE = 20;

/** Some members by chance, of a vector set (Redis 8): it has no order to page by. Empty when the key is not there. */
export async function readVectorSample(executor: Executor, key: Buffer, signal?: AbortSignal): Promise<Buffer[]> {
  const reply = await executor.send(['VRANDMEMBER', key, SAMPLE], signal && { signal });
  return reply === null ? [] : asArray(reply).map(asBytes);
}
