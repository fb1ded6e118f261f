import { CodedError } from '../../base/errors';
import type { EntryPart, FieldPart, GroupPart, KeyPart } from './keyPart';
import { textOf } from './quote';

/** A piece of a key as one line of JSON. */
export interface KeyLine {
  readonly key: Buffer;
  readonly part: KeyPart;
  /** Another line goes on with the same key. */
  readonly more: boolean;
  /** Wall time, milliseconds; absent for a key that does not expire. */
  readonly expireAt?: number;
}

/** What an editor would not show, or show elsewhere. JSON.stringify has escaped what is below a space. */
const HIDDEN = /(?![\u200c\u200d])[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu;
const STREAM = 'stream';

/**
 * `{"key":…,"type":…,"value":…}` on one line: `ttl` is when the key expires, `more` says that the next line goes on with
 * it. Bytes are a text, or `{"base64":…}` where they are not UTF-8. JSON documents stay text: their numbers are exact.
 */
export function writeJsonLine({ key, part, more, expireAt }: KeyLine): string {
  const line = {
    key: toJson(key),
    ...bodyOf(part),
    ...(expireAt !== undefined && { expireAt }),
    ...(more && { more }),
  };
  return JSON.stringify(line).replace(HIDDEN, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at))}`).join(''),
  );
}

/** The piece that a line holds. Throws `INVALID_INPUT` that says what is wrong with it. */
export function readJsonLine(text: string): KeyLine {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    throw invalid('it is no JSON');
  }
  const object = asObject(line, 'the line');
  const { expireAt } = object;
  if (expireAt !== undefined && !isTime(expireAt)) throw invalid('"expireAt" is not a time in milliseconds');
  return {
    key: toBytes(object.key, '"key"'),
    part: partOf(object),
    more: object.more === true,
    ...(expireAt !== undefined && { expireAt }),
  };
}

function bodyOf(part: KeyPart): object {
  switch (part.kind) {
    case 'string':
      return { type: 'string', ...(part.append && { append: true }), value: toJson(part.value) };
    case 'hash':
      return { type: 'hash', value: part.fields.map(fieldToJson) };
    case 'list':
      return { type: 'list', value: part.items.map(toJson) };
    case 'set':
      return { type: 'set', value: part.members.map(toJson) };
    case 'zset':
      return { type: 'zset', value: part.pairs.map(({ member, score }) => [toJson(member), score]) };
    case 'stream':
      return { type: STREAM, value: part.entries.map(({ id, pairs }) => [id, pairs.map(toJson)]) };
    case 'streamEnd': {
      const { kind: _, groups, ...state } = part;
      const read = groups.map(({ name, id, read: count }) => [
        toJson(name),
        id,
        ...(count === undefined ? [] : [count]),
      ]);
      return { type: STREAM, state: { ...state, groups: read } };
    }
    case 'json':
      return { type: 'ReJSON-RL', value: toJson(part.text) };
    case 'dump':
      return { type: part.type, dump: part.payload.toString('base64') };
  }
}

function fieldToJson({ field, value, expireAt }: FieldPart): unknown[] {
  return [toJson(field), toJson(value), ...(expireAt === undefined ? [] : [expireAt])];
}

function partOf(object: Readonly<Record<string, unknown>>): KeyPart {
  const { type, value, dump, state } = object;
  if (typeof dump === 'string' && typeof type === 'string') {
    return { kind: 'dump', type, payload: Buffer.from(dump, 'base64') };
  }
  switch (type) {
    case 'string':
      return { kind: 'string', value: toBytes(value, '"value"'), append: object.append === true };
    case 'hash':
      return { kind: 'hash', fields: filled(value).map(toField) };
    case 'list':
      return { kind: 'list', items: filled(value).map((item) => toBytes(item, 'an item')) };
    case 'set':
      return { kind: 'set', members: filled(value).map((item) => toBytes(item, 'a member')) };
    case 'zset':
      return { kind: 'zset', pairs: filled(value).map(toScored) };
    case STREAM:
      return state === undefined ? { kind: STREAM, entries: filled(value).map(toEntry) } : toStreamEnd(state);
    case 'ReJSON-RL':
      return { kind: 'json', text: toBytes(value, '"value"') };
    default:
      throw invalid('"type" is none that can be written without "dump"');
  }
}

function toField(item: unknown): FieldPart {
  const [field, value, expireAt] = asArray(item, 'a field');
  if (expireAt !== undefined && !isTime(expireAt)) throw invalid('the time of a field is no number of milliseconds');
  return {
    field: toBytes(field, 'a field'),
    value: toBytes(value, "a field's value"),
    ...(expireAt !== undefined && { expireAt }),
  };
}

function toScored(item: unknown): { member: Buffer; score: string } {
  const [member, score] = asArray(item, 'a member');
  return { member: toBytes(member, 'a member'), score: asString(score, 'a score') };
}

function toEntry(item: unknown): EntryPart {
  const [id, pairs] = asArray(item, 'an entry');
  return { id: asString(id, "an entry's id"), pairs: filled(pairs).map((bytes) => toBytes(bytes, 'a field')) };
}

function toStreamEnd(state: unknown): KeyPart {
  const { lastId, isEmpty, added, maxDeleted, groups } = asObject(state, '"state"');
  return {
    kind: 'streamEnd',
    lastId: asString(lastId, '"lastId"'),
    isEmpty: isEmpty === true,
    ...(isTime(added) && { added }),
    ...(typeof maxDeleted === 'string' && { maxDeleted }),
    groups: asArray(groups, '"groups"').map((group): GroupPart => {
      const [name, id, read] = asArray(group, 'a group');
      return { name: toBytes(name, 'a group'), id: asString(id, "a group's id"), ...(isTime(read) && { read }) };
    }),
  };
}

function toJson(bytes: Buffer): string | { base64: string } {
  return textOf(bytes) ?? { base64: bytes.toString('base64') };
}

function toBytes(value: unknown, what: string): Buffer {
  if (typeof value === 'string') return Buffer.from(value);
  const { base64 } = asObject(value, what);
  if (typeof base64 !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
    throw invalid(`${what} is neither a text nor {"base64": …}`);
  }
  return Buffer.from(base64, 'base64');
}

function asObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalid(`${what} is missing or no object`);
}

function asArray(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(`${what} is missing or no list`);
}

function filled(value: unknown): readonly unknown[] {
  const list = asArray(value, '"value"');
  if (list.length === 0) throw invalid('"value" is an empty list');
  return list;
}

function asString(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw invalid(`${what} is missing or no text`);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function hex(code: number): string {
  return code.toString(16).padStart(4, '0');
}

function invalid(what: string): CodedError {
  return new CodedError('INVALID_INPUT', `It is not a line of an export: ${what}.`);
}
