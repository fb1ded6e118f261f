import { throwIfAborted } from '../../base/abort';
import type { Connection } from '../../redis/connection';
import { FilteredScan } from '../filteredScan';
import type { KeyFilter } from '../keyFilter';
import { NameArena } from '../nameArena';

/** What was chosen: single keys, and everything whose name begins with one of `prefixes`. */
export interface KeySelection {
  readonly keys: readonly Buffer[];
  readonly prefixes: readonly Buffer[];
  /** Of what is under a prefix only what passes; single keys were chosen by their names. */
  readonly filter?: KeyFilter;
}

export interface CollectProgress {
  readonly found: number;
  /** Names that the servers looked at, of the prefix that is being scanned. */
  readonly scanned: number;
  /** Keys in the database, as far as the servers tell. */
  readonly total: number | undefined;
}

export interface CollectOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: CollectProgress) => void;
}

/** Names looked at between two reports. */
const BUDGET = 10_000;

/**
 * The names of all chosen keys, each once, by SCAN over every primary. Keys that are born afterwards are not among them.
 * Rejects with an abort error, or as the connection does; nothing was written.
 */
export async function collectKeys(
  connection: Connection,
  { keys, prefixes, filter = {} }: KeySelection,
  { signal, onProgress }: CollectOptions,
): Promise<NameArena> {
  const names = new NameArena();
  for (const key of keys) names.intern(key);
  for (const prefix of prefixes) {
    const scan = new FilteredScan({ connection, prefix, filter, budget: BUDGET });
    do {
      throwIfAborted(signal);
      await scan.next((page) => {
        for (const name of page) names.intern(name);
      }, signal);
      onProgress?.({ found: names.count, scanned: scan.scanned, total: scan.total });
    } while (!scan.done);
  }
  return names;
}
