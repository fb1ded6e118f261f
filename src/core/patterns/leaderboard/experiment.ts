import { throwIfAborted } from '../../base/abort';
import type { Command, Reply } from '../../redis/reply';
import { asArray, asNumber, asPairs, asText } from '../../redis/reply';
import type { Experiment, LaneResult } from '../contract';
import { read, readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import type { LeaderboardContext, parameters } from './parameters';
import { playerName } from './players';
import { readRanked } from './ranking';

const BATCH = 2000;
/** Enough that reading all of them is felt, and a few MB at most. */
const load = {
  players: {
    kind: 'number',
    title: 'Players',
    description: 'How many are on the board.',
    default: 20_000,
    min: 10_000,
    max: 50_000,
  },
} as const satisfies ParameterSpecs;
type Load = ParameterValues<typeof load>;
/** Three players share the first place, so the fourth is fourth. Every other score is lower. */
const TIED: readonly (readonly [player: string, score: number, place: number])[] = [
  ['amy', 9_000_000, 1],
  ['player_10', 9_000_000, 1],
  ['player_9', 9_000_000, 1],
  ['zoe', 8_000_000, 4],
];

export const experiment: Experiment<ParameterValues<typeof parameters>, typeof load> = {
  load,
  question: ({ players }) =>
    `What does it cost to show the best ten and four players' places, with ${String(players)} players?`,
  naive: { title: 'A hash of scores, sorted by the client', run: naive },
  right: { title: 'A sorted set', run: right },
  judge(naiveLane, rightLane) {
    const ratio = count(naiveLane, 'bytes') / count(rightLane, 'bytes');
    return [
      { text: 'Sorting in the client moves more than 100 times the bytes', lane: 'naive', holds: ratio > 100 },
      {
        text: 'Sorting in the client gives players with equal points different places',
        lane: 'naive',
        holds: count(naiveLane, 'wrong') > 0,
      },
      { text: 'Every player has the right place', lane: 'right', holds: count(rightLane, 'wrong') === 0 },
      {
        text: 'Both show the same best score',
        lane: 'both',
        holds: count(naiveLane, 'best') === count(rightLane, 'best'),
      },
    ];
  },
  explain(naiveLane, rightLane) {
    const ratio = Math.round(count(naiveLane, 'bytes') / count(rightLane, 'bytes'));
    return `The hash has to be read whole each time: ${String(ratio)} times the bytes for the same ten names. And a place found by sorting gives equal players different places; 1 + ZCOUNT of those who have more does not.`;
  },
};

async function naive(context: LeaderboardContext, load: Load): Promise<LaneResult> {
  const key = context.keys.of('experiment', 'hash');
  await fill(context, load, key, (members) => ['HSET', key, ...members.flatMap(([player, score]) => [player, score])]);
  const { reply } = await read(context, ['HGETALL', key]);
  const sorted = asPairs(reply)
    .map(([player, score]) => ({ player: asText(player), score: asNumber(score) }))
    .sort((a, b) => b.score - a.score);
  const places = TIED.map(([player]) => sorted.findIndex((ranked) => ranked.player === player) + 1);
  return lane({ bytes: replyBytes(reply), places, best: sorted[0]?.score ?? 0 });
}

async function right(context: LeaderboardContext, load: Load): Promise<LaneResult> {
  const key = context.keys.of('experiment', 'zset');
  await fill(context, load, key, (members) => ['ZADD', key, ...members.flatMap(([player, score]) => [score, player])]);
  const top = await readAll(context, [
    ['ZRANGE', key, 0, 9, 'REV', 'WITHSCORES'],
    ...TIED.map(([player]): Command => ['ZSCORE', key, player]),
  ]);
  const [best, ...scores] = top.map(({ reply }) => reply);
  const ahead = await readAll(
    context,
    scores.map((score): Command => ['ZCOUNT', key, `(${asText(score)}`, '+inf']),
  );
  const places = ahead.map(({ reply }) => asNumber(reply) + 1);
  const bytes = [...top, ...ahead].reduce((sum, { reply }) => sum + replyBytes(reply), 0);
  return lane({ bytes, places, best: readRanked(best ?? [])[0]?.score ?? 0 });
}

/** The same players and scores in both lanes; a key of an earlier run is replaced. */
async function fill(
  context: LeaderboardContext,
  { players }: Load,
  key: string,
  write: (members: readonly (readonly [string, number])[]) => Command,
): Promise<void> {
  const others = Array.from({ length: players - TIED.length }, (_, n) => [playerName(n), n] as const);
  const all = [...TIED.map(([player, score]) => [player, score] as const), ...others];
  for (let start = 0; start < all.length; start += BATCH) {
    throwIfAborted(context.signal);
    await transaction(context, [
      ...(start === 0 ? [['UNLINK', key] as const] : []),
      write(all.slice(start, start + BATCH)),
      ['EXPIRE', key, context.ttlSeconds],
    ]);
  }
}

interface Measured {
  readonly bytes: number;
  readonly places: readonly number[];
  readonly best: number;
}

function lane({ bytes, places, best }: Measured): LaneResult {
  const wrong = TIED.filter(([, , place], index) => places[index] !== place).length;
  return {
    figures: [
      { label: 'Bytes in replies', value: bytes, unit: 'bytes' },
      { label: 'Wrong places of 4', value: wrong, tone: wrong === 0 ? 'good' : 'bad' },
      { label: 'Places of 9, 9, 9 and 8 million points', value: places.join(', ') },
    ],
    counts: { bytes, wrong, best },
  };
}

/** The payload of a reply: what its strings hold, and 8 bytes for a number. */
function replyBytes(reply: Reply): number {
  if (Buffer.isBuffer(reply)) return reply.length;
  if (Array.isArray(reply)) return asArray(reply).reduce<number>((sum, part) => sum + replyBytes(part), 0);
  return 8;
}

function count(result: LaneResult, name: string): number {
  return result.counts[name] ?? 0;
}
