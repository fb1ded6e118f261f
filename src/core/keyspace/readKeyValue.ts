import type { Clock } from '../base/clock';
import { systemClock } from '../base/clock';
import { CodedError } from '../base/errors';
import type { Executor } from '../redis/executor';
import type { KeyContent, KeyInfo, KeyValue } from './keyTypes';
import { readKeyInfo, readKeyInfos } from './readKeyInfo';
import { readHash } from './readers/hash';
import { readList } from './readers/list';
import type { PageRequest, Reader } from './readers/reader';
import { readSet } from './readers/set';
import { readString } from './readers/string';
import { readZset } from './readers/zset';

/** By the name that TYPE gives. A type is added here and in `KeyContent`. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ['string', readString],
  ['hash', readHash],
  ['list', readList],
  ['set', readSet],
  ['zset', readZset],
]);

export interface ReadOptions {
  /** Rows of a page; 200 unless given. */
  readonly pageSize?: number;
  /**
   * `next` of a page read before. Where the key is of another type by now, its first page is read: the caller sees it by
   * the content's kind. Rows of hashes and sets may repeat from page to page while they are written to.
   */
  readonly next?: string;
  /** Bytes of a string that are read at most; 65 536 unless given. */
  readonly previewBytes?: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/**
 * A key's facts and one page of its content, in two round trips; undefined when it is not there. Only the page moves, so
 * a set of 5 million members and a string of 100 MB open at once. A key that changes its type between the two round
 * trips is read once more. Rejects with a `CodedError`.
 */
export async function readKeyValue(
  executor: Executor,
  key: Buffer,
  options: ReadOptions = {},
): Promise<KeyValue | undefined> {
  const { pageSize = 200, previewBytes = 65_536, signal, clock = systemClock } = options;
  const request: PageRequest = { key, pageSize, previewBytes, ...(signal && { signal }) };
  try {
    return await readOnce(executor, request, options.next, clock);
  } catch (error) {
    if (!(error instanceof CodedError && error.code === 'WRONG_TYPE')) throw error;
    return readOnce(executor, request, undefined, clock);
  }
}

async function readOnce(
  executor: Executor,
  request: PageRequest,
  next: string | undefined,
  clock: Clock,
): Promise<KeyValue | undefined> {
  const info = await readKeyInfo(executor, request.key, request.signal, clock);
  if (!info) return undefined;
  const reader = READERS.get(info.type);
  if (!reader) return readOther(executor, info, request.signal);
  const from = ownToken(next, info.type);
  const page = await reader(executor, { ...request, ...(from !== undefined && { from }) });
  return page && { info: { ...info, length: page.length }, content: withTypedToken(page.content) };
}

async function readOther(
  executor: Executor,
  info: KeyInfo,
  signal: AbortSignal | undefined,
): Promise<KeyValue | undefined> {
  const [now] = await readKeyInfos(executor, [info.key], signal);
  return now && { info: { ...info, ...now }, content: { kind: 'other', type: now.type } };
}

/** Tokens carry the type they belong to (`hash:1234`), so that one is never used on another type's content. */
function withTypedToken(content: KeyContent): KeyContent {
  return 'next' in content ? { ...content, next: `${content.kind}:${content.next}` } : content;
}

function ownToken(next: string | undefined, type: string): string | undefined {
  const token = /^(\w+):(\d+)$/.exec(next ?? '');
  return token?.[1] === type ? token[2] : undefined;
}
