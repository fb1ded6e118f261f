import { throwIfAborted } from '../../base/abort';
import { CodedError } from '../../base/errors';
import type { Executor } from '../../redis/executor';
import { asBytes, asNumber } from '../../redis/reply';
import { ask } from '../readers/reader';

export interface StreamOptions {
  /** Bytes of a chunk; 1 MB unless given. */
  readonly chunkBytes?: number;
  readonly signal?: AbortSignal;
}

/** Takes one chunk; the next is asked for when it is done. */
export type TakeChunk = (chunk: Buffer, progress: { readonly done: number; readonly total: number }) => Promise<void>;

/**
 * Hands a string over chunk by chunk, in order, one at a time in memory, and answers how many bytes it was. With each chunk
 * its length is read again: rejects with `BUSY` as soon as that differs from the beginning's. (That bytes changed in
 * place is not seen.) Rejects with `NOT_FOUND` when the key is not there, with an abort error, or as the executor does.
 */
export async function streamString(
  executor: Executor,
  key: Buffer,
  take: TakeChunk,
  { chunkBytes = 1_048_576, signal }: StreamOptions = {},
): Promise<number> {
  let total: number | undefined;
  for (let done = 0; total === undefined || done < total;) {
    const [exists = null, length = null, range = null] = await ask(
      executor,
      [
        ['EXISTS', key],
        ['STRLEN', key],
        ['GETRANGE', key, done, done + chunkBytes - 1],
      ],
      signal,
    );
    const now = asNumber(length);
    if (total === undefined && asNumber(exists) === 0)
      throw new CodedError('NOT_FOUND', 'The key is not there any more.');
    total ??= now;
    if (now !== total) throw changed(total, now);
    const chunk = asBytes(range);
    done += chunk.length;
    await take(chunk, { done, total });
    throwIfAborted(signal);
  }
  return total;
}

function changed(total: number, now: number): CodedError {
  return new CodedError(
    'BUSY',
    `The value was ${String(total)} bytes long and is ${String(now)} now, so what was read does not belong together. Try again when it rests.`,
  );
}
