import type { Command } from '../../redis/reply';
import { asNumber } from '../../redis/reply';
import type { Experiment, LaneResult } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import { busiestSecond, jittered, livesLeft } from './lives';
import type { ExpirationContext, ExpirationValues } from './parameters';

const PAGES = 500;
const LIFE_MS = 60_000;
/** Half of a minute: 500 pages spread over thirty seconds. */
const JITTER = 50;
/** Far above what chance makes of 500 pages in thirty seconds, far below all of them. */
const CROWD = PAGES / 5;
const TOKENS = 50;

export const experiment: Experiment<ExpirationValues> = {
  question: `How many of ${String(PAGES)} pages that were cached together must be loaded again in one second, and who is left without a TTL?`,
  naive: {
    title: 'One life for all, updated by SET',
    run: (context) => lane(context, { name: 'naive', jitter: 0, update: (key) => ['SET', key, 'second'] }),
  },
  right: {
    title: 'Jitter, updated by SET … KEEPTTL',
    run: (context) =>
      lane(context, { name: 'right', jitter: JITTER, update: (key) => ['SET', key, 'second', 'KEEPTTL'] }),
  },
  judge: (naive, right) => [
    { text: 'Pages of one life expire within one second', lane: 'naive', holds: naive.counts['busiest'] === PAGES },
    { text: 'A plain SET takes every TTL away', lane: 'naive', holds: naive.counts['immortal'] === TOKENS },
    {
      text: `With jitter no second has more than ${String(CROWD)} of them`,
      lane: 'right',
      holds: (right.counts['busiest'] ?? PAGES) <= CROWD,
    },
    { text: 'KEEPTTL leaves no token without a TTL', lane: 'right', holds: right.counts['immortal'] === 0 },
  ],
  explain: (naive, right) =>
    `Cached together with one life, ${String(naive.counts['busiest'])} pages expire in the same second and ask the database at once; with ${String(JITTER)} % jitter the busiest second has ${String(right.counts['busiest'])}. And a plain SET made ${String(naive.counts['immortal'])} of ${String(TOKENS)} tokens immortal.`,
};

interface Lane {
  readonly name: string;
  readonly jitter: number;
  readonly update: (key: string) => Command;
}

async function lane(context: ExpirationContext, { name, jitter, update }: Lane): Promise<LaneResult> {
  const { keys, random, ttlSeconds } = context;
  const pages = Array.from({ length: PAGES }, (_, page) => keys.of('experiment', name, 'page', page));
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
  const immortal = await updateTokens(context, name, update);
  return {
    figures: [
      { label: 'Expire within one second', value: busiest, unit: 'pages', tone: busiest > CROWD ? 'bad' : 'good' },
      { label: 'Without a TTL after an update', value: immortal, unit: 'tokens', tone: immortal > 0 ? 'bad' : 'good' },
    ],
    counts: { busiest, immortal },
  };
}

/**
 * Writes tokens with a TTL, updates them, and counts those that have none afterwards. One transaction, which gives them a
 * TTL again before anybody else sees them.
 */
async function updateTokens(context: ExpirationContext, lane: string, update: Lane['update']): Promise<number> {
  const { keys, ttlSeconds } = context;
  const tokens = Array.from({ length: TOKENS }, (_, token) => keys.of('experiment', lane, 'token', token));
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
