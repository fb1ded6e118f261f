import type { Clock } from '../base/clock';
import { systemClock } from '../base/clock';
import { CodedError } from '../base/errors';
import type { Executor } from '../redis/executor';
import type { KeyContent, KeyInfo, KeyValue } from './keyTypes';
import { fitsAnyPage, fittingPageSize } from './pageFit';
import { readKeyInfo, readKeyInfos } from './readKeyInfo';
import { FACT_READERS } from './readers/facts';
import { readHash } from './readers/hash';
import { readJson } from './readers/json';
import { readList } from './readers/list';
import type { ContentPage, PageRequest, Reader } from './readers/reader';
import { readSeries } from './readers/series';
import { readSet } from './readers/set';
import { readStream } from './readers/stream';
import { readString } from './readers/string';
import { readZset } from './readers/zset';

/** By the name that TYPE gives. A type is added here and in `KeyContent`. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['string', readString],
  ['hash', readHash],
  ['list', readList],
  ['set', readSet],
  ['zset', readZset],
  ['stream', readStream],
  ['ReJSON-RL', readJson],
  ['TSDB-TYPE', readSeries],
  ...FACT_READERS,
]);

export interface ReadOptions {
  /** Rows of a page; 200 unless given. */
  readonly pageSize?: number;
  /**
   * `next` of a page read before. Where the key is of another type by now, its first page is read: the caller sees it by
   * the content's kind. Rows of hashes and sets may repeat from page to page while they are written to.
   */
  readonly next?: string;
  /** What the key was when it was last read. Where it is the same still, its first page comes in one round trip. */
  readonly expected?: KeyInfo;
  /** Bytes of a string that are read at most; 65 536 unless given. */
  readonly previewBytes?: number;
  /** The server lets single fields of a hash expire: says when. */
  readonly fieldTtl?: boolean;
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
  const request: PageRequest = {
    key,
    pageSize,
    previewBytes,
    ...(options.fieldTtl && { fieldTtl: { clock } }),
    ...(signal && { signal }),
  };
  const expected = options.next === undefined ? options.expected : undefined;
  const unchanged = expected && (await readExpected(executor, request, expected, clock));
  if (unchanged) return unchanged;
  try {
    return await readOnce(executor, request, options.next, clock);
  } catch (error) {
    if (!(error instanceof CodedError && error.code === 'WRONG_TYPE')) throw error;
    return readOnce(executor, request, undefined, clock);
  }
}

/** Undefined when the key is not what it was, or cannot be read without looking first. */
async function readExpected(
  executor: Executor,
  request: PageRequest,
  expected: KeyInfo,
  clock: Clock,
): Promise<KeyValue | undefined> {
  const reader = READERS.get(expected.type);
  if (!reader || !fitsAnyPage(expected)) return undefined;
  const [info, page] = await Promise.all([
    readKeyInfo(executor, request.key, request.signal, clock),
    // Whatever is wrong, the reading that looks first says it.
    reader(executor, withFacts(request, expected)).catch(() => undefined),
  ]);
  const isSame = info?.type === expected.type && info.encoding === expected.encoding;
  return isSame && page ? valueOf(info, page) : undefined;
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
  const page = await reader(executor, {
    ...withFacts(request, info),
    pageSize: await fittingPageSize(executor, info, request.pageSize, request.signal),
    ...(from !== undefined && { from }),
  });
  return page && valueOf(info, page);
}

function withFacts(request: PageRequest, { encoding, memory }: KeyInfo): PageRequest {
  return { ...request, ...(encoding !== undefined && { encoding }), ...(memory !== undefined && { memory }) };
}

function valueOf(info: KeyInfo, { content, length }: ContentPage): KeyValue {
  return { info: { ...info, ...(length !== undefined && { length }) }, content: withTypedToken(content) };
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
