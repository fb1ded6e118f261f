import { CodedError } from '../../base/errors';
import type { Executor } from '../../redis/executor';
import type { Command, Reply } from '../../redis/reply';
import { asArray, asBytes, asNumber, asPairs, asText, ReplyError } from '../../redis/reply';
import type { StreamEntry, StreamGroup } from '../keyTypes';
import { fittingPage } from '../pageFit';
import { askOf, type Reader } from './reader';

const PAGE = 200;

export interface StreamPage<Row> {
  readonly rows: readonly Row[];
  /** The id after which the next page begins; absent on the last. */
  readonly next?: string;
}

export interface StreamConsumer {
  readonly name: Buffer;
  readonly pending: number;
  /** Milliseconds since it last tried to read. */
  readonly idle: number;
}

export interface PendingEntry {
  readonly id: string;
  readonly consumer: Buffer;
  /** Milliseconds since it was delivered last. */
  readonly idle: number;
  readonly deliveries: number;
}

/** The newest entries, and the groups. */
export const readStream: Reader = async (executor, { key, pageSize, signal }) => {
  const [replies, groups] = await Promise.all([
    askOf(executor, key, [['XLEN', key], rangeCommand(key, { newestFirst: true }, pageSize)], signal),
    executor.pipeline([['XINFO', 'GROUPS', key]], signal && { signal }),
  ]);
  if (!replies) return undefined;
  const [length = null, entries = null] = replies;
  const [list = null] = groups;
  // A user who may read entries, but not this, sees the entries.
  const known = list instanceof ReplyError ? undefined : asArray(list).map(groupOf);
  const { rows, next } = pageOf(asArray(entries).map(entryOf), pageSize);
  const more = { ...(next !== undefined && { after: next }), ...(known && { groups: known }) };
  return { content: { kind: 'stream', entries: rows, ...more }, length: asNumber(length) };
};

/** Where reading begins: after the id `from`, or at the id or time `start`; else at the end of the stream. */
interface StreamPlace {
  readonly newestFirst: boolean;
  readonly from?: string;
  readonly start?: string;
}

/** Entries from a place on in the order wanted. */
export async function readStreamEntries(
  executor: Executor,
  key: Buffer,
  place: StreamPlace,
  signal?: AbortSignal,
): Promise<StreamPage<StreamEntry>> {
  const size = await fittingPage(executor, key, PAGE, signal);
  const reply = await executor.send(rangeCommand(key, place, size), signal && { signal });
  return pageOf(asArray(reply).map(entryOf), size);
}

/** All consumers of a group. */
export async function readStreamConsumers(
  executor: Executor,
  key: Buffer,
  group: Buffer,
  signal?: AbortSignal,
): Promise<StreamConsumer[]> {
  const reply = await executor.send(['XINFO', 'CONSUMERS', key, group], signal && { signal });
  return asArray(reply).map((consumer) => {
    const facts = factsOf(consumer);
    return { name: asBytes(facts('name')), pending: asNumber(facts('pending')), idle: asNumber(facts('idle')) };
  });
}

/** What was delivered to a group and not acknowledged, after the id `from`, oldest first. */
export async function readStreamPending(
  executor: Executor,
  key: Buffer,
  { group, from }: { readonly group: Buffer; readonly from?: string },
  signal?: AbortSignal,
): Promise<StreamPage<PendingEntry>> {
  const start = from === undefined ? '-' : `(${checkedId(from)}`;
  const reply = await executor.send(['XPENDING', key, group, start, '+', PAGE], signal && { signal });
  const rows = asArray(reply).map((entry) => {
    const [id = null, consumer = null, idle = null, deliveries = null] = asArray(entry);
    return { id: asText(id), consumer: asBytes(consumer), idle: asNumber(idle), deliveries: asNumber(deliveries) };
  });
  return pageOf(rows, PAGE);
}

function rangeCommand(key: Buffer, { newestFirst, from, start }: StreamPlace, count: number): Command {
  const first = from !== undefined ? `(${checkedId(from)}` : start !== undefined ? checkedStart(start) : undefined;
  return newestFirst
    ? ['XREVRANGE', key, first ?? '+', '-', 'COUNT', count]
    : ['XRANGE', key, first ?? '-', '+', 'COUNT', count];
}

function checkedId(id: string): string {
  if (!/^\d+-\d+$/.test(id)) throw new CodedError('NOT_FOUND', 'There is no such place in the stream. Read it again.');
  return id;
}

/** A time alone stands for its first entry as a beginning, for its last as an end. */
function checkedStart(start: string): string {
  return /^\d+$/.test(start) ? start : checkedId(start);
}

/** A page that is not full is the last one. */
function pageOf<Row extends { readonly id: string }>(rows: readonly Row[], size: number): StreamPage<Row> {
  const last = rows.at(-1);
  return { rows, ...(last && rows.length >= size && { next: last.id }) };
}

function entryOf(reply: Reply): StreamEntry {
  const [id = null, fields = null] = asArray(reply);
  return {
    id: asText(id),
    fields: asPairs(fields).map(([name, value]) => ({ name: asBytes(name), value: asBytes(value) })),
  };
}

function groupOf(reply: Reply): StreamGroup {
  const facts = factsOf(reply);
  // Redis 6.2 does not know it, and newer ones not always: entries that were deleted make it uncertain.
  const lag = facts('lag');
  return {
    ...{ name: asBytes(facts('name')), consumers: asNumber(facts('consumers')), pending: asNumber(facts('pending')) },
    lastId: asText(facts('last-delivered-id')),
    ...(lag !== null && { lag: asNumber(lag) }),
  };
}

function factsOf(reply: Reply): (name: string) => Reply {
  const facts = new Map(asPairs(reply).map(([name, value]) => [asText(name), value]));
  return (name) => facts.get(name) ?? null;
}
