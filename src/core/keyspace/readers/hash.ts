import type { Executor } from '../../redis/executor';
import type { Command, Reply } from '../../redis/reply';
import { asArray, asBytes, asNumber, asPairs, ReplyError } from '../../redis/reply';
import { readByCursor } from './cursor';
import type { PageRequest, Reader } from './reader';

export const readHash: Reader = async (executor, request) => {
  const page = await readByCursor(executor, request, { length: 'HLEN', scan: 'HSCAN' });
  if (!page) return undefined;
  const rows = asPairs(page.elements).map(([field, value]) => ({ field: asBytes(field), value: asBytes(value) }));
  const ends = await readFieldExpiry(
    executor,
    request,
    rows.map(({ field }) => field),
  );
  const timed = rows.map((row, at) => {
    const expiresAt = ends[at];
    return expiresAt === undefined ? row : { ...row, expiresAt };
  });
  return { content: { kind: 'hash', rows: timed, ...page.token }, length: page.length };
};

/**
 * When each field expires, in wall time of this machine. The server's clock may be another: the moment that it names stays
 * the same from reading to reading, and by how much its clock is off is known to the second, so that a view does not
 * flicker between two milliseconds.
 */
async function readFieldExpiry(
  executor: Executor,
  { key, encoding, fieldTtl, signal }: PageRequest,
  fields: readonly Buffer[],
): Promise<(number | undefined)[]> {
  // A small hash has another encoding as soon as one field of it expires.
  if (!fieldTtl || fields.length === 0 || encoding === 'listpack' || encoding === 'ziplist') return [];
  const named = ['FIELDS', fields.length, ...fields] as const;
  const replies = await executor.pipeline(
    [
      ['HPEXPIRETIME', key, ...named],
      ['HPTTL', key, ...named],
    ] satisfies Command[],
    signal && { signal },
  );
  const readAt = fieldTtl.clock.now();
  const [moments, left] = replies.map(numbersOf);
  const first = moments?.findIndex((moment) => moment >= 0) ?? -1;
  const offMs = (moments?.[first] ?? 0) - (left?.[first] ?? 0) - readAt;
  const off = 1000 * Math.round(offMs / 1000);
  return (moments ?? []).map((moment) => (moment < 0 ? undefined : moment - off));
}

/** -1 for a field that does not expire, -2 for one that is gone; nothing where the server would not tell. */
function numbersOf(reply: Reply | undefined): readonly number[] {
  return reply === undefined || reply === null || reply instanceof ReplyError ? [] : asArray(reply).map(asNumber);
}
