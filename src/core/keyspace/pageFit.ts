import type { Executor } from '../redis/executor';
import { readKeyInfo, readKeyInfos } from './readKeyInfo';
import type { KeyInfo } from './keyTypes';

/** Bytes of a page that are worth waiting for. Below, it is not even asked how many elements share the memory. */
const PAGE_BYTES = 16_777_216;

/** Whether a page of any size fits, so that nothing need be asked to know it. */
export function fitsAnyPage({ memory, type }: KeyInfo): boolean {
  return memory === undefined || memory <= PAGE_BYTES || type === 'string';
}

/**
 * Rows of a page: `pageSize`, or fewer where the elements are so big on average that it would be more than 16 MB. One more
 * round trip for a key that is larger than that. Rejects as the executor does.
 */
export async function fittingPageSize(
  executor: Executor,
  info: KeyInfo,
  pageSize: number,
  signal?: AbortSignal,
): Promise<number> {
  if (info.memory === undefined || fitsAnyPage(info)) return pageSize;
  const [now] = await readKeyInfos(executor, [info.key], signal);
  if (now?.length === undefined || now.length === 0) return pageSize;
  const average = info.memory / now.length;
  return Math.max(1, Math.min(pageSize, Math.floor(PAGE_BYTES / average)));
}

/** The same for a key of which nothing is known yet: one round trip, or two where the key is large. */
export async function fittingPage(
  executor: Executor,
  key: Buffer,
  pageSize: number,
  signal?: AbortSignal,
): Promise<number> {
  const info = await readKeyInfo(executor, key, signal);
  return info ? fittingPageSize(executor, info, pageSize, signal) : pageSize;
}
