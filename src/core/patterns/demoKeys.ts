import { throwIfAborted } from '../base/abort';
import { readKeyInfos } from '../keyspace/readKeyInfo';
import type { KeyInfo } from '../keyspace/keyTypes';
import { KeyScan } from '../keyspace/scan';
import type { Connection } from '../redis/connection';
import type { Executor } from '../redis/executor';
import { asNumber, ReplyError } from '../redis/reply';
import { serverError } from '../redis/serverErrors';
import type { Progress } from './contract';
import type { Keyring } from './keyring';

/** Keys per UNLINK round trip: enough to be quick, few enough that the server answers others in between. */
const DELETE_BATCH = 500;
/** Keys looked at per round trip. */
const READ_BATCH = 1000;

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

/** Whether any of the keys is there. Most often the first names tell: what was scaffolded first is named first. */
export async function anyExists(executor: Executor, names: readonly string[], signal: AbortSignal): Promise<boolean> {
  for (let start = 0; start < names.length; start += READ_BATCH) {
    const commands = names.slice(start, start + READ_BATCH).map((name) => ['EXISTS', name] as const);
    for (const [index, reply] of (await executor.pipeline(commands, { signal })).entries()) {
      if (reply instanceof ReplyError) throw serverError(reply, commands[index] ?? ['EXISTS']);
      if (asNumber(reply) > 0) return true;
    }
  }
  return false;
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

/** Those of the names that exist, at most `limit`, with type, length and TTL; and how many names were looked at. */
export async function readKeys(
  executor: Executor,
  names: readonly string[],
  limit: number,
  signal?: AbortSignal,
): Promise<{ readonly found: readonly KeyInfo[]; readonly looked: number }> {
  const found: KeyInfo[] = [];
  let looked = 0;
  while (looked < names.length && found.length < limit) {
    const batch = names.slice(looked, looked + Math.min(READ_BATCH, limit - found.length));
    const infos = await readKeyInfos(
      executor,
      batch.map((name) => Buffer.from(name)),
      signal,
    );
    found.push(...infos.filter((info) => info !== undefined));
    looked += batch.length;
  }
  return { found, looked };
}
