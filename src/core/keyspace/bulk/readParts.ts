import type { Executor } from '../../redis/executor';
import type { Command, Reply } from '../../redis/reply';
import { asArray, asBytes, asPairs, asText, ReplyError } from '../../redis/reply';
import { ask } from '../readers/reader';
import type { KeyPart } from './keyPart';
import type { PartSource } from './partSource';
import { askOne } from './partSource';
import { readStreamParts } from './readStreamParts';

export interface ReadPartsOptions {
  readonly signal?: AbortSignal;
  /** The server knows TTLs of hash fields. */
  readonly fieldTtls?: boolean;
  /** Reads every type as the server's own DUMP. */
  readonly dump?: boolean;
  /** Elements of a page. */
  readonly page?: number;
}

const PAGE = 100;
const CHUNK_BYTES = 1 << 18;

/**
 * The value of a key of `type` (as TYPE names it), piece by piece: nothing large is read whole, but JSON and what only
 * DUMP can read. What changes while it is read may be in it or not. Ends without a piece where the key is gone; rejects
 * as the executor does.
 */
export async function* readParts(
  executor: Executor,
  key: Buffer,
  type: string,
  { signal, fieldTtls = false, dump = false, page = PAGE }: ReadPartsOptions = {},
): AsyncGenerator<KeyPart> {
  const source = { executor, key, signal, page };
  if (dump) yield* dumpParts(source, type);
  else if (type === 'string') yield* stringParts(source);
  else if (type === 'hash') yield* hashParts(source, fieldTtls);
  else if (type === 'list') yield* listParts(source);
  else if (type === 'set') {
    for await (const members of scanPages(source, 'SSCAN'))
      yield { kind: 'set', members: asArray(members).map(asBytes) };
  } else if (type === 'zset') {
    for await (const pairs of scanPages(source, 'ZSCAN')) {
      yield {
        kind: 'zset',
        pairs: asPairs(pairs).map(([member, score]) => ({ member: asBytes(member), score: asText(score) })),
      };
    }
  } else if (type === 'stream') yield* readStreamParts(source);
  else if (type === 'ReJSON-RL') yield* jsonParts(source);
  else yield* dumpParts(source, type);
}

/** Whether the type can be written only as the server's own DUMP. */
export function needsDump(type: string): boolean {
  return !KNOWN.has(type);
}

const KNOWN = new Set(['string', 'hash', 'list', 'set', 'zset', 'stream', 'ReJSON-RL']);

async function* stringParts(source: PartSource): AsyncGenerator<KeyPart> {
  const { key, executor, signal } = source;
  for (let at = 0; ;) {
    const range: Command = ['GETRANGE', key, at, at + CHUNK_BYTES - 1];
    const [chunk = null, exists] = await ask(executor, [range, ['EXISTS', key]], signal);
    const value = asBytes(chunk);
    if (value.length > 0 || (at === 0 && exists === 1)) yield { kind: 'string', value, append: at > 0 };
    if (value.length < CHUNK_BYTES) return;
    at += value.length;
  }
}

async function* listParts(source: PartSource): AsyncGenerator<KeyPart> {
  const { key, page } = source;
  for (let at = 0; ; at += page) {
    const items = asArray(await askOne(source, ['LRANGE', key, at, at + page - 1])).map(asBytes);
    if (items.length > 0) yield { kind: 'list', items };
    if (items.length < page) return;
  }
}

/** Elements as the server sends them; a page may have been seen before, which writing back does not mind. */
async function* scanPages(source: PartSource, name: 'SSCAN' | 'HSCAN' | 'ZSCAN'): AsyncGenerator<Reply> {
  let cursor = '0';
  do {
    const [next = null, elements = null] = asArray(
      await askOne(source, [name, source.key, cursor, 'COUNT', source.page]),
    );
    cursor = asText(next);
    yield* slices(asArray(elements), 2 * source.page);
  } while (cursor !== '0');
}

/** Small collections come whole, whatever was asked for. */
function* slices(elements: readonly Reply[], size: number): Generator<readonly Reply[]> {
  for (let at = 0; at < elements.length; at += size) yield elements.slice(at, at + size);
}

async function* hashParts(source: PartSource, fieldTtls: boolean): AsyncGenerator<KeyPart> {
  for await (const page of scanPages(source, 'HSCAN')) {
    const fields = asPairs(page).map(([field, value]) => ({ field: asBytes(field), value: asBytes(value) }));
    const times = fieldTtls ? await fieldTimes(source, fields) : [];
    yield {
      kind: 'hash',
      fields: fields.map((field, index) => {
        const expireAt = times[index];
        return expireAt === undefined ? field : { ...field, expireAt };
      }),
    };
  }
}

async function fieldTimes(
  source: PartSource,
  fields: readonly { readonly field: Buffer }[],
): Promise<(number | undefined)[]> {
  const names = fields.map(({ field }) => field);
  const times = await askOne(source, ['HPEXPIRETIME', source.key, 'FIELDS', names.length, ...names]);
  return times === null ? [] : asArray(times).map((time) => (typeof time === 'number' && time >= 0 ? time : undefined));
}

async function* jsonParts(source: PartSource): AsyncGenerator<KeyPart> {
  const text = await askOne(source, ['JSON.GET', source.key]);
  if (text !== null) yield { kind: 'json', text: asBytes(text) };
}

async function* dumpParts(source: PartSource, type: string): AsyncGenerator<KeyPart> {
  const payload = await askOne(source, ['DUMP', source.key]);
  if (payload !== null && !(payload instanceof ReplyError)) yield { kind: 'dump', type, payload: asBytes(payload) };
}
