import { asNumber } from '../../redis/reply';
import type { Experiment, LaneResult } from '../contract';
import { read, readAll } from '../kit/read';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import { cross, limits } from './encodings';
import type { MemoryContext, MemoryValues } from './parameters';
import type { Form, Shape } from './shapes';
import { flat, hash, weigh } from './shapes';

const VALUE_BYTES = 12;

const load = {
  users: {
    kind: 'number',
    title: 'Users',
    description: 'How many are stored each way.',
    default: 100,
    min: 10,
    max: 500,
  },
  fields: {
    kind: 'number',
    title: 'Fields',
    description: 'How many each user has.',
    default: 5,
    min: 5,
    max: 20,
  },
} as const satisfies ParameterSpecs;
type Load = ParameterValues<typeof load>;

export const experiment: Experiment<MemoryValues, typeof load> = {
  load,
  question: ({ users, fields }) =>
    `What do ${String(users)} users of ${String(fields)} fields take: a key for each field, or a hash for each user?`,
  naive: { title: 'A key for each field', run: (context, load) => lane(context, load, flat) },
  right: { title: 'A hash for each user', run: (context, load) => lane(context, load, hash) },
  judge: (naive, right, { users, fields }) => [
    {
      text: 'A key for each field takes more than twice the bytes',
      lane: 'naive',
      holds: count(naive, 'bytes') > 2 * count(right, 'bytes'),
    },
    {
      text: `A key for each field makes ${String(fields)} times the keys`,
      lane: 'naive',
      holds: count(naive, 'keys') === fields * count(right, 'keys'),
    },
    { text: 'There is one key for each user', lane: 'right', holds: count(right, 'keys') === users },
    {
      text: 'One element beyond a limit more than doubles a collection',
      lane: 'both',
      holds: [naive, right].every((result) => count(result, 'growth') > 2 || count(result, 'growth') === 0),
    },
  ],
  explain: (naive, right, { fields }) =>
    `Every key brings its name, an entry in the server's table and a TTL: ${String(count(naive, 'bytes'))} bytes for a user in ${String(fields)} keys, ${String(count(right, 'bytes'))} in a hash. That holds while the hash is compact: one member beyond its limit made a sorted set ${count(right, 'growth').toFixed(1)} times as big.`,
};

async function lane(context: MemoryContext, load: Load, shape: Shape): Promise<LaneResult> {
  const form: Form = {
    name: (...parts) => context.keys.of('experiment', ...parts),
    ttlSeconds: context.ttlSeconds,
    fields: load.fields,
    valueBytes: VALUE_BYTES,
  };
  const users = Array.from({ length: load.users }, (_, user) => user);
  await readAll(
    context,
    users.flatMap((user) => shape.make(form, user)),
  );
  const weight = await weigh(context, shape, form, load.users);
  const keys = users.flatMap((user) => shape.keys(form, user));
  const found = asNumber((await read(context, ['EXISTS', ...keys])).reply);
  const counts = { bytes: weight?.bytesPerUser ?? 0, keys: found, growth: await growth(context, shape.id) };
  return {
    figures: [
      { label: 'Bytes per user', value: counts.bytes, unit: 'B', tone: shape === flat ? 'bad' : 'good' },
      { label: 'Keys', value: counts.keys },
      { label: 'Sorted set, one member beyond its limit', value: `${counts.growth.toFixed(1)} times the bytes` },
    ],
    counts,
  };
}

/** By how much a sorted set grows when it gets one member too many; 0 where its limit is too high to try. */
async function growth(context: MemoryContext, lane: string): Promise<number> {
  const members = limits.find(({ id }) => id === 'members');
  const crossing = members && (await cross(context, { ...members, id: `${lane}-members` }));
  return crossing ? crossing.after.bytes / crossing.before.bytes : 0;
}

function count(result: LaneResult, name: string): number {
  return result.counts[name] ?? 0;
}
