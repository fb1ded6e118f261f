import type { CodedError } from '../../base/errors';
import { toCodedError } from '../../base/errors';
import type { Connection } from '../../redis/connection';
import type { Command } from '../../redis/reply';
import { asNumber, ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import type { NameArena } from '../nameArena';

/** Names of one round trip: another client waits for half a millisecond at most. */
const BATCH = 500;
/** Bytes of names of one round trip, where names are long. */
const BATCH_BYTES = 1 << 20;

export interface DeleteReport {
  readonly deleted: number;
  /** Were not there any more when it was their turn. */
  readonly gone: number;
  /** Nothing was sent about them. */
  readonly left: number;
  /** Were sent, and nobody answered: the connection was lost, or the server too busy. */
  readonly unknown: number;
  /** The server refused them. */
  readonly refused: number;
  /** Why it ended before all were done; undefined when it did not, or when it was stopped. */
  readonly failure?: CodedError;
}

export interface DeleteOptions {
  /** Stops before the next batch: what was sent is waited for, so that the report is exact. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Deletes exactly these names by UNLINK, in batches, one after the other, in a cluster each slot's names by a command of
 * their own. Never rejects for what the server answers: the report says how far it came.
 */
export async function deleteKeys(
  connection: Connection,
  names: NameArena,
  { signal, onProgress }: DeleteOptions = {},
): Promise<DeleteReport> {
  const total = names.count;
  const counts = { deleted: 0, gone: 0, unknown: 0, refused: 0 };
  let done = 0;
  let failure: CodedError | undefined;
  while (done < total && !failure && !signal?.aborted) {
    const batch = batchFrom(names, done);
    done += batch.length;
    try {
      failure = await unlink(connection, batch, counts);
    } catch (error) {
      failure = toCodedError(error);
      // What was refused before it was sent has changed nothing.
      if (NOT_SENT.has(failure.code)) done -= batch.length;
      else counts.unknown += batch.length;
    }
    onProgress?.(done, total);
  }
  return { ...counts, left: total - done, ...(failure && { failure }) };
}

const NOT_SENT = new Set(['NOT_CONNECTED', 'READ_ONLY_CONNECTION']);

function batchFrom(names: NameArena, start: number): Buffer[] {
  const batch: Buffer[] = [];
  for (let id = start, bytes = 0; id < names.count && batch.length < BATCH && bytes < BATCH_BYTES; id++) {
    bytes += names.lengthOf(id);
    batch.push(names.read(id));
  }
  return batch;
}

interface Counts {
  deleted: number;
  gone: number;
  refused: number;
}

/** Answers why the server refused, if it did. */
async function unlink(
  connection: Connection,
  batch: readonly Buffer[],
  counts: Counts,
): Promise<CodedError | undefined> {
  const groups = bySlot(connection, batch);
  const commands = groups.map((group): Command => ['UNLINK', ...group]);
  const replies = await connection.pipeline(commands);
  let failure: CodedError | undefined;
  groups.forEach((group, index) => {
    const reply = replies[index] ?? null;
    if (reply instanceof ReplyError) {
      counts.refused += group.length;
      failure ??= serverError(reply, ['UNLINK']);
      return;
    }
    const deleted = asNumber(reply);
    counts.deleted += deleted;
    counts.gone += group.length - deleted;
  });
  return failure;
}

/** Names that one command may hold together. Without slots that is all of them. */
function bySlot(connection: Connection, batch: readonly Buffer[]): readonly (readonly Buffer[])[] {
  const groups = new Map<number | undefined, Buffer[]>();
  for (const name of batch) {
    const slot = connection.slotOf(name);
    const group = groups.get(slot);
    if (group) group.push(name);
    else groups.set(slot, [name]);
  }
  return [...groups.values()];
}
