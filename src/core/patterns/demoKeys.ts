import { throwIfAborted } from '../base/abort';
import { KeyScan } from '../keyspace/scan';
import type { Connection } from '../redis/connection';
import type { Executor } from '../redis/executor';
import { asNumber, ReplyError } from '../redis/reply';
import { serverError } from '../redis/serverErrors';
import type { Progress } from './contract';
import type { Keyring } from './keyring';

/** Keys per UNLINK round trip: enough to be quick, few enough that the server answers others in between. */
const DELETE_BATCH = 500;

/**
 * Finds the keys of a ring whose names were forgotten (the window was loaded again) and gives them back to the ring. Walks
 * all names of every server that holds some, so it is for that case only.
 */
export async function recallKeys(connection: Connection, keys: Keyring, signal: AbortSignal): Promise<void> {
  for (const { executor } of await connection.refreshNodes()) {
    for (const match of keys.globs) {
      const scan = new KeyScan(executor, { match });
      await scan.rest((names) => {
        for (const name of names) keys.adopt(name.toString());
      }, signal);
    }
  }
}

/** Deletes the keys by exactly these names, one UNLINK each so that they may lie in any slot. Answers how many there were. */
export async function deleteKeys(
  executor: Executor,
  names: readonly string[],
  signal: AbortSignal,
  report: (progress: Progress) => void,
): Promise<number> {
  let deleted = 0;
  for (let start = 0; start < names.length; start += DELETE_BATCH) {
    throwIfAborted(signal);
    const batch = names.slice(start, start + DELETE_BATCH);
    const replies = await executor.pipeline(
      batch.map((name) => ['UNLINK', name] as const),
      { signal },
    );
    for (const [index, reply] of replies.entries()) {
      if (reply instanceof ReplyError) throw serverError(reply, ['UNLINK', batch[index] ?? '']);
      deleted += asNumber(reply);
    }
    report({ done: Math.min(start + DELETE_BATCH, names.length), total: names.length });
  }
  return deleted;
}
