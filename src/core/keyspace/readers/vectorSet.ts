import { CodedError } from '../../base/errors';
import type { Executor } from '../../redis/executor';
import { asArray, asBytes, asPairs, asText } from '../../redis/reply';

const SAMPLE = 20;
const NEIGHBOURS = 20;

/** Some members by chance, of a vector set (Redis 8): it has no order to page by. Empty when the key is not there. */
export async function readVectorSample(executor: Executor, key: Buffer, signal?: AbortSignal): Promise<Buffer[]> {
  const reply = await executor.send(['VRANDMEMBER', key, SAMPLE], signal && { signal });
  return reply === null ? [] : asArray(reply).map(asBytes);
}

export interface Neighbour {
  readonly element: Buffer;
  /** From 0 to 1, where 1 is the same direction; as the server writes it. */
  readonly similarity: string;
}

/** The elements nearest to one of the set, itself first; undefined where the element or the key is not there. */
export async function readNeighbours(
  executor: Executor,
  key: Buffer,
  element: Buffer,
  signal?: AbortSignal,
): Promise<readonly Neighbour[] | undefined> {
  const command = ['VSIM', key, 'ELE', element, 'WITHSCORES', 'COUNT', NEIGHBOURS] as const;
  const reply = await executor.send(command, signal && { signal }).catch((error: unknown) => {
    if (error instanceof CodedError && /element not found/i.test(error.message)) return null;
    throw error;
  });
  if (reply === null) return undefined;
  const found = asPairs(reply).map(([name, score]) => ({ element: asBytes(name), similarity: asText(score) }));
  return found.length === 0 ? undefined : found;
}
