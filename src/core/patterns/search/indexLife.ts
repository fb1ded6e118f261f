import { throwIfAborted } from '../../base/abort';
import { CodedError } from '../../base/errors';
import type { Command } from '../../redis/reply';
import { asNumber, asPairs, asText, ReplyError } from '../../redis/reply';
import { read } from '../kit/read';
import type { SearchNames } from './names';
import { searchNames } from './names';
import type { SearchContext } from './parameters';
import type { FullTextVariant } from './variants';
import { FULL_TEXT } from './variants';

/** How long an index is waited for, and how often it is asked. */
const PATIENCE_MS = 5000;
const ASK_MS = 50;
/** Documents that are moved in one round trip. */
const BATCH = 500;

/** A field of the index, and where in a document it is found. */
const FIELDS: readonly (readonly [name: string, ...type: (string | number)[]])[] = [
  ['name', 'TEXT', 'WEIGHT', 5],
  ['description', 'TEXT'],
  ['category', 'TAG'],
  ['price', 'NUMERIC', 'SORTABLE'],
];

/**
 * The command that makes the index. In a hash a field is found by its name; in JSON it has to be a path. TEMPORARY: an
 * index that nobody asked for so long goes by itself, as keys do.
 */
export function createCommand(
  names: SearchNames,
  variant: FullTextVariant,
  seconds: number,
  by: 'path' | 'name' = variant === 'searchJson' ? 'path' : 'name',
): Command {
  const schema = FIELDS.flatMap(([name, ...type]) =>
    by === 'path' ? [`$.${name}`, 'AS', name, ...type] : [name, ...type],
  );
  const kind = variant === 'searchJson' ? 'JSON' : 'HASH';
  return [
    ...(['FT.CREATE', names.index, 'ON', kind, 'PREFIX', 1, names.documents] as const),
    ...['TEMPORARY', seconds, 'SCHEMA', ...schema],
  ];
}

/** Makes the index unless it is there. */
export async function ensureIndex(context: SearchContext, names: SearchNames, variant: FullTextVariant): Promise<void> {
  await sendUnless(context, createCommand(names, variant, context.ttlSeconds), /already exists/i);
}

/**
 * Waits until the server has looked through the keys that were there before the index. What is written after FT.CREATE is
 * indexed as it is written, so on a server with very many keys there is nothing to wait longer for.
 */
export async function untilIndexed(context: SearchContext, index: string): Promise<void> {
  const { clock, signal } = context;
  const begun = clock.monotonic();
  while (clock.monotonic() - begun < PATIENCE_MS) {
    const { indexing, percent } = await indexState(context, index);
    if (indexing === 0 && percent >= 1) return;
    await clock.sleep(ASK_MS, signal);
  }
}

export interface IndexState {
  readonly documents: number;
  readonly records: number;
  readonly failures: number;
  readonly indexing: number;
  readonly percent: number;
}

/** What FT.INFO says of the index. */
export async function indexState(
  context: Pick<SearchContext, 'redis' | 'signal' | 'clock'>,
  index: string,
): Promise<IndexState> {
  const { reply } = await read(context, ['FT.INFO', index]);
  const facts = new Map(asPairs(reply).map(([name, value]) => [asText(name), value]));
  const number = (name: string): number => asNumber(facts.get(name) ?? null);
  return {
    documents: number('num_docs'),
    records: number('num_records'),
    failures: number('hash_indexing_failures'),
    indexing: number('indexing'),
    percent: number('percent_indexed'),
  };
}

/** Drops the index; there may be none. A temporary index takes the documents it covers along, even without DD. */
export async function dropIndex(context: Pick<SearchContext, 'redis' | 'signal'>, index: string): Promise<void> {
  await sendUnless(context, ['FT.DROPINDEX', index], /unknown (index|command)|no such index/i);
}

/** The demo's own indexes, and those of an experiment that was stopped. */
const SPACES: readonly (readonly string[])[] = [[], ['experiment', 'naive'], ['experiment', 'right']];

/**
 * Drops the demo's indexes. Their documents would go with them, unseen by whoever deletes and counts the keys, so they
 * are renamed out of the indexes' reach before.
 */
export async function cleanUp(context: SearchContext): Promise<void> {
  const { keys } = context;
  const there = [...keys.names];
  for (const variant of FULL_TEXT) {
    for (const space of SPACES) {
      const names = searchNames(keys, variant, ...space);
      const ids = there
        .filter((name) => name.startsWith(names.documents) && name !== names.documents)
        .map((name) => name.slice(names.documents.length));
      // Neither named nor seen: nothing is asked of a server that may not know the commands.
      if (ids.length === 0 && !there.includes(names.index)) continue;
      await moveAway(context, names, ids, [...space, variant]);
      await dropIndex(context, names.index);
    }
  }
}

async function moveAway(
  { keys, redis, signal }: SearchContext,
  names: SearchNames,
  ids: readonly string[],
  place: readonly string[],
): Promise<void> {
  for (let start = 0; start < ids.length; start += BATCH) {
    throwIfAborted(signal);
    const batch = ids.slice(start, start + BATCH);
    // Of those that are gone the server says so, and that is right.
    await redis.pipeline(
      batch.map((id): Command => ['RENAME', names.document(id), keys.of('moved', ...place, id)]),
      { signal },
    );
  }
}

async function sendUnless(
  { redis, signal }: Pick<SearchContext, 'redis' | 'signal'>,
  command: Command,
  expected: RegExp,
): Promise<void> {
  try {
    await redis.send(command, { signal });
  } catch (error) {
    const reply = error instanceof CodedError ? error.cause : undefined;
    if (!(reply instanceof ReplyError && expected.test(reply.message))) throw error;
  }
}
