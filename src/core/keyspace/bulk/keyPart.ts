import type { Command } from '../../redis/reply';

/** A hash's field, its value, and when it expires (wall time, milliseconds), where it does. */
export interface FieldPart {
  readonly field: Buffer;
  readonly value: Buffer;
  readonly expireAt?: number;
}

export interface EntryPart {
  readonly id: string;
  /** Field, value, field, value, … */
  readonly pairs: readonly Buffer[];
}

export interface GroupPart {
  readonly name: Buffer;
  /** The last entry that was delivered. */
  readonly id: string;
  /** Since Redis 7. */
  readonly read?: number;
  /** Entries that wait to be acknowledged: only DUMP keeps them. */
  readonly pending?: number;
}

/**
 * A piece of a key's value, small enough for memory, in the order in which it is written back. Of a string all pieces
 * but the first are appended; `streamEnd` comes after a stream's entries.
 */
export type KeyPart =
  | { readonly kind: 'string'; readonly value: Buffer; readonly append: boolean }
  | { readonly kind: 'hash'; readonly fields: readonly FieldPart[] }
  | { readonly kind: 'list'; readonly items: readonly Buffer[] }
  | { readonly kind: 'set'; readonly members: readonly Buffer[] }
  | { readonly kind: 'zset'; readonly pairs: readonly { readonly member: Buffer; readonly score: string }[] }
  | { readonly kind: 'stream'; readonly entries: readonly EntryPart[] }
  | {
      readonly kind: 'streamEnd';
      readonly lastId: string;
      readonly isEmpty: boolean;
      /** Since Redis 7. */
      readonly added?: number;
      readonly maxDeleted?: string;
      readonly groups: readonly GroupPart[];
    }
  | { readonly kind: 'json'; readonly text: Buffer }
  /** What only the server itself can read. */
  | { readonly kind: 'dump'; readonly type: string; readonly payload: Buffer };

/** The commands that write the piece. */
export function partCommands(key: Buffer, part: KeyPart): Command[] {
  switch (part.kind) {
    case 'string':
      return [[part.append ? 'APPEND' : 'SET', key, part.value]];
    case 'hash':
      return hashCommands(key, part.fields);
    case 'list':
      return [['RPUSH', key, ...part.items]];
    case 'set':
      return [['SADD', key, ...part.members]];
    case 'zset':
      return [['ZADD', key, ...part.pairs.flatMap(({ member, score }) => [score, member])]];
    case 'stream':
      return part.entries.map(({ id, pairs }): Command => ['XADD', key, id, ...pairs]);
    case 'streamEnd':
      return streamEndCommands(key, part);
    case 'json':
      return [['JSON.SET', key, '$', part.text]];
    case 'dump':
      return [['RESTORE', key, 0, part.payload]];
  }
}

/** The command that lets the key expire then (wall time, milliseconds). */
export function expiryCommand(key: Buffer, expireAt: number): Command {
  return ['PEXPIREAT', key, expireAt];
}

function hashCommands(key: Buffer, fields: readonly FieldPart[]): Command[] {
  const expiring = fields.flatMap(({ field, expireAt }): Command[] =>
    expireAt === undefined ? [] : [['HPEXPIREAT', key, expireAt, 'FIELDS', 1, field]],
  );
  return [['HSET', key, ...fields.flatMap(({ field, value }) => [field, value])], ...expiring];
}

type StreamEnd = Extract<KeyPart, { kind: 'streamEnd' }>;

function streamEndCommands(key: Buffer, { lastId, isEmpty, added, maxDeleted, groups }: StreamEnd): Command[] {
  const counts = added === undefined ? [] : ['ENTRIESADDED', added, 'MAXDELETEDID', maxDeleted ?? '0-0'];
  return [
    // A stream without entries is made by an entry that does not stay.
    ...(isEmpty ? [['XADD', key, 'MAXLEN', 0, lastId === '0-0' ? '0-1' : lastId, '-', '-'] satisfies Command] : []),
    ['XSETID', key, lastId, ...counts],
    ...groups.map(({ name, id, read }): Command => {
      return ['XGROUP', 'CREATE', key, name, id, ...(read === undefined ? [] : ['ENTRIESREAD', read])];
    }),
  ];
}
