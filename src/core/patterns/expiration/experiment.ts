import type { Command } from '../../redis/reply';
import { asNumber } from '../../redis/reply';
import type { Experiment, LaneResult } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import { busiestSecond, jittered, livesLeft } from './lives';
import type { ExpirationContext, ExpirationValues } from './parameters';

const LIFE_MS = 60_000;
/** Half of a minute: the pages are spread over thirty seconds. */
const JITTER = 50;

const load = {
  pages: {
    kind: 'number',
    title: 'Pages',
    description: 'How many are cached together.',
    default: 500,
    min: 200,
    max: 5000,
  },
  tokens: {
    kind: 'number',
    title: 'Tokens',
    description: 'How many are written with a TTL, then updated.',
    default: 50,
    min: 1,
    max: 500,
  },
} as const satisfies ParameterSpecs;
type Load = ParameterValues<typeof load>;

/** A fifth of the pages: far above what chance makes of them in thirty seconds, far below all of them. */
const crowdOf = ({ pages }: Load): number => pages / 5;

export const experiment: Experiment<ExpirationValues, typeof load> = {
  load,
  question: ({ pages }) =>
    `How many of ${String(pages)} pages that were cached together must be loaded again in one second, and who is left without a TTL?`,
  naive: {
    title: 'One life for all, updated by SET',
    run: (context, load) => lane(context, load, { name: 'naive', jitter: 0, update: (key) => ['SET', key, 'second'] }),
  },
  right: {
    title: 'Jitter, updated by SET … KEEPTTL',
    run: (context, load) =>
      lane(context, load, { name: 'right', jitter: JITTER, update: (key) => ['SET', key, 'second', 'KEEPTTL'] }),
  },
  judge: (naive, right, load) => [
    {
      text: 'Pages of one life expire within one second',
      lane: 'naive',
      holds: naive.counts['busiest'] === load.pages,
    },
    { text: 'A plain SET takes every TTL away', lane: 'naive', holds: naive.counts['immortal'] === load.tokens },
    {
      text: `With jitter no second has more than ${String(crowdOf(load))} of them`,
      lane: 'right',
      holds: (right.counts['busiest'] ?? load.pages) <= crowdOf(load),
    },
    { text: 'KEEPTTL leaves no token without a TTL', lane: 'right', holds: right.counts['immortal'] === 0 },
  ],
  explain: (naive, right, { tokens }) =>
    `Cached together with one life, ${String(naive.counts['busiest'])} pages expire in the same second and ask the database at once; with ${String(JITTER)} % jitter the busiest second has ${String(right.counts['busiest'])}. And a plain SET made ${String(naive.counts['immortal'])} of ${String(tokens)} tokens immortal.`,
};

interface Lane {
  readonly name: string;
  readonly jitter: number;
  readonly update: (key: string) => Command;
}

async function lane(context: ExpirationContext, load: Load, { name, jitter, update }: Lane): Promise<LaneResult> {
  const { keys, random, ttlSeconds } = context;
  const pages = Array.from({ length: load.pages }, (_, page) => keys.of('experiment', name, 'page', page));
  const life = Math.min(LIFE_MS, ttlSeconds * 1000);
  await readAll(
    context,
    pages.map((key): Command => ['SET', key, 'page', 'PX', jittered(life, jitter, random)]),
  );
  const lives = await readAll(
    context,
    pages.map((key): Command => ['PTTL', key]),
  );
  const busiest = busiestSecond(livesLeft(lives.map(({ reply }) => reply)));
  const immortal = await updateTokens(context, load, name, update);
  return {
    figures: [
      {
        label: 'Expire within one second',
        value: busiest,
        unit: 'pages',
        tone: busiest > crowdOf(load) ? 'bad' : 'good',
      },
      { label: 'Without a TTL after an update', value: immortal, unit: 'tokens', tone: immortal > 0 ? 'bad' : 'good' },
    ],
    counts: { busiest, immortal },
  };
}

/**
 * Writes tokens with a TTL, updates them, and counts those that have none afterwards. One transaction, which gives them a
 * TTL again before anybody else sees them.
 */
async function updateTokens(
  context: ExpirationContext,
  load: Load,
  lane: string,
  update: Lane['update'],
): Promise<number> {
  const { keys, ttlSeconds } = context;
  const tokens = Array.from({ length: load.tokens }, (_, token) => keys.of('experiment', lane, 'token', token));
  const replies = await transaction(
    context,
    tokens.flatMap((key): Command[] => [
      ['SET', key, 'first', 'EX', ttlSeconds],
      update(key),
      ['TTL', key],
      ['EXPIRE', key, ttlSeconds],
    ]),
  );
  return tokens.filter((_, index) => asNumber(replies[index * 4 + 2] ?? null) === -1).length;
}
