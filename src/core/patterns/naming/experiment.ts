import type { Command } from '../../redis/reply';
import { asNumber } from '../../redis/reply';
import type { Experiment, LaneResult } from '../contract';
import { readAll } from '../kit/read';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import { perNode, slotsOf } from './names';
import type { NamingContext, NamingValues } from './parameters';

const PARTS = ['profile', 'cart', 'sessions'] as const;
/** As names get that say everything again for each key. */
const WORDY = 'production.application.customer-management.registered-users';
const NODES = 3;
/** Of the keys that the fullest of three nodes may have; chance leaves it near a third. */
const FULLEST = 0.6;

const load = {
  users: {
    kind: 'number',
    title: 'Users',
    description: 'How many there are, with three keys each.',
    default: 100,
    min: 100,
    max: 1000,
  },
} as const satisfies ParameterSpecs;
type Load = ParameterValues<typeof load>;

export const experiment: Experiment<NamingValues, typeof load> = {
  load,
  question: ({ users }) =>
    `${String(users)} users have three keys each: whose can be changed together in a cluster, and what do the names cost?`,
  naive: { title: 'Wordy names without a tag', run: (context, load) => lane(context, load, 'naive') },
  right: { title: 'Short names, a tag for each user', run: (context, load) => lane(context, load, 'right') },
  judge: (naive, right, { users }) => [
    {
      text: 'Without a tag users’ keys are in several slots',
      lane: 'naive',
      holds: count(naive, 'together') < users / 10,
    },
    { text: 'With a tag every user’s keys are in one slot', lane: 'right', holds: count(right, 'together') === users },
    {
      text: 'The users are spread over the nodes all the same',
      lane: 'right',
      holds: count(right, 'fullest') < FULLEST * users * PARTS.length,
    },
    {
      text: 'Wordy names take more memory for the same values',
      lane: 'both',
      holds: count(naive, 'bytes') > 1.2 * count(right, 'bytes'),
    },
  ],
  explain: (naive, right, { users }) =>
    `Without a tag the slot is reckoned from the whole name, so only ${String(count(naive, 'together'))} of ${String(users)} users have all their keys in one; with {user:…} all ${String(count(right, 'together'))} do, and the fullest of three nodes has ${String(count(right, 'fullest'))} of ${String(users * PARTS.length)} keys. The wordy names cost ${String(count(naive, 'bytes') - count(right, 'bytes'))} bytes more for the same values.`,
};

async function lane(context: NamingContext, load: Load, lane: 'naive' | 'right'): Promise<LaneResult> {
  const users = Array.from({ length: load.users }, (_, user) => keysOf(context, lane, user));
  const keys = users.flat();
  await readAll(
    context,
    keys.map((key): Command => ['SET', key, 'value', 'EX', context.ttlSeconds]),
  );
  const usage = await readAll(
    context,
    keys.map((key): Command => ['MEMORY', 'USAGE', key]),
  );
  const counts = {
    together: users.filter((own) => slotsOf(own) === 1).length,
    fullest: Math.max(...perNode(keys, NODES)),
    bytes: usage.reduce((sum, { reply }) => sum + asNumber(reply), 0),
  };
  const tone = counts.together === load.users ? 'good' : 'bad';
  return {
    figures: [
      { label: 'Users whose keys are in one slot', value: counts.together, tone },
      { label: 'Keys on the fullest of three nodes', value: counts.fullest },
      { label: 'Bytes of all keys', value: counts.bytes, unit: 'B' },
    ],
    counts,
  };
}

/** A user's keys. Where the tag is the whole name, the slot is what it would be without any braces around it. */
function keysOf({ keys }: NamingContext, lane: 'naive' | 'right', user: number): readonly string[] {
  if (lane === 'right') return PARTS.map((part) => keys.tagged(`user:${String(user)}`, 'x', part));
  return PARTS.map((part) => keys.tagged(`experiment.${WORDY}.${String(user)}.${part}`));
}

function count(result: LaneResult, name: string): number {
  return result.counts[name] ?? 0;
}
