import { CodedError } from '../../base/errors';
import { asNumber, asOptionalNumber } from '../../redis/reply';
import { runScript } from '../../redis/scripts';
import type { Step } from '../contract';
import { read, readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { ParameterValues } from '../parameters';
import { boardsAt, dayBoards } from './boards';
import type { LeaderboardContext, parameters } from './parameters';
import { readRanked } from './ranking';
import { firstToReachScript, scoreScript } from './scripts';

type LeaderboardStep = Step<ParameterValues<typeof parameters>>;

/** A little over the second in which the composite score counts time. */
const TIE_PAUSE_MS = 1100;
/** The added-up board is a cache: making it costs O(N), so it is made once a minute and not for each reader. */
const UNION_SECONDS = 60;
/** Nobody looks further down a board of a week. */
const KEPT = 100;

export const countOnce: LeaderboardStep = {
  id: 'countOnce',
  title: 'A win counts once, however often it is sent',
  teaches:
    'A client that saw no answer sends again. The script remembers the id of the event, adds the points to every board and sets their TTLs in one atomic step, so the second try changes nothing.',
  region: 'score',
  async run(context) {
    const { follow, points } = context.parameters;
    const event = context.random.hex(8);
    const first = await countWin(context, event);
    const again = await countWin(context, event);
    if (first === undefined)
      throw new CodedError('INTERNAL', 'The new event was taken for one that was counted before.');
    return {
      summary: `${follow} won ${String(points)} points and has ${String(first)}; the same event sent again changed nothing.`,
      figures: [
        { label: 'Score after the win', value: first, unit: 'points' },
        {
          label: 'Counted again',
          value: again === undefined ? 'no' : 'yes',
          tone: again === undefined ? 'good' : 'bad',
        },
      ],
    };
  },
};

export const periodBoards: LeaderboardStep = {
  id: 'periods',
  title: 'Boards of a day and a week go by themselves',
  teaches:
    'The period is part of the key, and its TTL is set by the write that creates it. Nobody has to clean up, and no write can come between the board and its TTL. Days and weeks are those of UTC.',
  region: 'score',
  async run(context) {
    const { day, week } = boardsAt(context.keys, context.clock.now());
    const [best, dayTtl, weekTtl] = await readAll(context, [
      ['ZRANGE', day, 0, 2, 'REV', 'WITHSCORES'],
      ['TTL', day],
      ['TTL', week],
    ]);
    const [leader] = readRanked(best?.reply ?? []);
    const seconds = asNumber(dayTtl?.reply ?? null);
    const today = leader ? `${leader.player} leads today with ${String(leader.score)} points` : 'Nobody has won today';
    return {
      summary: `${today}; today's board expires in ${String(seconds)} s.`,
      figures: [
        { label: "Today's board expires in", value: seconds, unit: 's' },
        { label: "The week's board expires in", value: asNumber(weekTtl?.reply ?? null), unit: 's' },
      ],
    };
  },
};

export const ties: LeaderboardStep = {
  id: 'ties',
  title: 'First to reach the points wins the tie',
  teaches:
    'Equal scores are ordered by name, which no player finds fair. Points and time in one number settle it: 28 bits of points, 25 bits of seconds left in the season, exact in a double. This step waits a second between the two players, because a second is what it can tell apart.',
  region: 'ties',
  async run(context) {
    const { keys, clock } = context;
    const board = keys.of('board', 'season');
    const points = keys.of('points', 'season');
    await transaction(context, [['UNLINK', board, points]]);
    // By name alone zoe would be ahead of anna.
    await reach(context, board, points, 'anna');
    await clock.sleep(TIE_PAUSE_MS, context.signal);
    await reach(context, board, points, 'zoe');
    const order = readRanked((await read(context, ['ZRANGE', board, 0, -1, 'REV', 'WITHSCORES'])).reply);
    const places = order.map(({ player }, index) => `${String(index + 1)}. ${player}`).join(', ');
    return {
      summary: `anna and zoe have 500 points each, anna had them first: ${places}.`,
      figures: order.map(({ player, score }, index) => ({
        label: `${String(index + 1)}. ${player}`,
        value: Math.floor(score / 2 ** 25),
        unit: 'points',
      })),
    };
  },
};

export const lastSevenDays: LeaderboardStep = {
  id: 'lastSevenDays',
  title: 'Seven days added up, once a minute',
  teaches:
    'ZUNIONSTORE adds the day boards up on the server, but in O(N), and everybody else waits meanwhile. So its result is kept for a minute, cut to the best hundred by ZREMRANGEBYRANK, with the TTL set in the same transaction.',
  region: 'periods',
  async run(context) {
    const { keys, clock, ttlSeconds } = context;
    const target = keys.of('board', 'last7days');
    const days = dayBoards(keys, clock.now(), 7);
    const [players, cut] = await transaction(context, [
      ['ZUNIONSTORE', target, days.length, ...days],
      ['ZREMRANGEBYRANK', target, 0, -(KEPT + 1)],
      ['EXPIRE', target, Math.min(UNION_SECONDS, ttlSeconds)],
    ]);
    const best = readRanked((await read(context, ['ZRANGE', target, 0, 2, 'REV', 'WITHSCORES'])).reply);
    const [leader] = best;
    const won = asNumber(players ?? null);
    const lead = leader ? `${leader.player} leads them with ${String(leader.score)} points` : 'nobody has won';
    return {
      summary: `${String(won)} players won something in seven days, the best ${String(won - asNumber(cut ?? null))} are kept; ${lead}.`,
      figures: best.map(({ player, score }, index) => ({
        label: `${String(index + 1)}. ${player}`,
        value: score,
        unit: 'points',
      })),
    };
  },
};

/** The player's all-time score after the win, or undefined when this event was counted before. */
async function countWin(context: LeaderboardContext, event: string): Promise<number | undefined> {
  const { keys, clock, parameters: values, ttlSeconds, redis, signal } = context;
  const { all, day, week } = boardsAt(keys, clock.now());
  const seconds = [ttlSeconds, ttlSeconds, ttlSeconds, ttlSeconds];
  const reply = await runScript(
    redis,
    scoreScript,
    [all, day, week, keys.of('event', event)],
    [values.follow, values.points, ...seconds],
    { signal },
  );
  return asOptionalNumber(reply);
}

async function reach(context: LeaderboardContext, board: string, points: string, player: string): Promise<void> {
  const { redis, clock, ttlSeconds, signal } = context;
  const startOfYear = Date.UTC(new Date(clock.now()).getUTCFullYear(), 0, 1) / 1000;
  await runScript(redis, firstToReachScript, [board, points], [player, 500, startOfYear, ttlSeconds], { signal });
}
