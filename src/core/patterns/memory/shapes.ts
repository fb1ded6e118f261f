import type { Command } from '../../redis/reply';
import { asNumber } from '../../redis/reply';
import type { Source } from '../blocks';
import { readAll } from '../kit/read';
import type { MemoryContext } from './parameters';

/** What the users are like, and where they lie. */
export interface Form {
  /** The name of a key, from its last parts. */
  readonly name: (...parts: readonly (string | number)[]) => string;
  readonly ttlSeconds: number;
  readonly fields: number;
  readonly valueBytes: number;
}

/** One way to store a user with some fields. */
export interface Shape {
  readonly id: string;
  readonly title: string;
  keys(form: Form, user: number): readonly string[];
  /** Makes the user, replacing one of an earlier time. Whole transactions: a key never stands without its TTL. */
  make(form: Form, user: number): readonly Command[];
}

const fieldName = (field: number): string => `field${String(field)}`;

function valuesOf({ fields, valueBytes }: Form): readonly (readonly [name: string, value: string])[] {
  return Array.from({ length: fields }, (_, field) => [fieldName(field), 'v'.repeat(valueBytes)] as const);
}

const fieldKey = (form: Form, user: number, name: string): string => form.name('flat', user, name);
const hashKey = ({ name }: Form, user: number): string => name('hash', user);
const jsonKey = ({ name }: Form, user: number): string => name('json', user);

export const flat: Shape = {
  id: 'flat',
  title: 'A key for each field',
  keys: (form, user) => valuesOf(form).map(([name]) => fieldKey(form, user, name)),
  make: (form, user) =>
    valuesOf(form).map(([name, value]): Command => ['SET', fieldKey(form, user, name), value, 'EX', form.ttlSeconds]),
};

export const hash: Shape = {
  id: 'hash',
  title: 'A hash',
  keys: (form, user) => [hashKey(form, user)],
  make: (form, user) => [
    ['MULTI'],
    ['UNLINK', hashKey(form, user)],
    ['HSET', hashKey(form, user), ...valuesOf(form).flat()],
    ['EXPIRE', hashKey(form, user), form.ttlSeconds],
    ['EXEC'],
  ],
};

export const json: Shape = {
  id: 'json',
  title: 'A string of JSON',
  keys: (form, user) => [jsonKey(form, user)],
  make: (form, user) => [
    ['SET', jsonKey(form, user), JSON.stringify(Object.fromEntries(valuesOf(form))), 'EX', form.ttlSeconds],
  ],
};

export const shapes: readonly Shape[] = [flat, hash, json];

/** The form of the demo's users, as the parameters say. */
export function formOf({ keys, ttlSeconds, parameters }: MemoryContext): Form {
  return {
    name: (...parts) => keys.of(...parts),
    ttlSeconds,
    fields: parameters.fields,
    valueBytes: parameters.valueBytes,
  };
}

export interface Weight {
  /** Bytes of all keys of one user, on the average of those looked at. */
  readonly bytesPerUser: number;
  readonly keysPerUser: number;
  readonly source: Source;
}

/** Looks at the first users, with SAMPLES 0: every element counts. Undefined when none of their keys is there. */
export async function weigh(
  context: MemoryContext,
  shape: Shape,
  form: Form,
  users: number,
): Promise<Weight | undefined> {
  const keys = Array.from({ length: users }, (_, user) => shape.keys(form, user));
  const readings = await readAll(
    context,
    keys.flat().map((key): Command => ['MEMORY', 'USAGE', key, 'SAMPLES', 0]),
  );
  const [first] = readings;
  const bytes = readings.reduce((sum, { reply }) => sum + (reply === null ? 0 : asNumber(reply)), 0);
  if (!first || bytes === 0) return undefined;
  return {
    bytesPerUser: Math.round(bytes / users),
    keysPerUser: keys[0]?.length ?? 0,
    source: { ...first.source, command: `${first.source.command} … of ${String(users)} users` },
  };
}
