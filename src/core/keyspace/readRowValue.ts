import type { Executor } from '../redis/executor';
import { asBytes } from '../redis/reply';

/** A place that holds a value: a hash's field, or an index of a list. */
export type RowPlace = { readonly field: Buffer } | { readonly index: number };

/** The value there now; undefined when there is none. Rejects with `WRONG_TYPE`, or as the executor does. */
export async function readRowValue(
  executor: Executor,
  key: Buffer,
  place: RowPlace,
  signal?: AbortSignal,
): Promise<Buffer | undefined> {
  const reply = await executor.send(
    'field' in place ? ['HGET', key, place.field] : ['LINDEX', key, place.index],
    signal && { signal },
  );
  return reply === null ? undefined : asBytes(reply);
}
