import { CodedError } from '../../base/errors';
import { asArray, asNumber, asOptionalNumber } from '../../redis/reply';
import { runScript } from '../../redis/scripts';
import type { Step } from '../contract';
import { read, readAll } from '../kit/read';
import { inTrips } from '../kit/trips';
import type { ParameterValues } from '../parameters';
import { boardsAt } from './boards';
import type { LeaderboardContext, parameters } from './parameters';
import type { Ranked } from './ranking';
import { percentile, readRanked } from './ranking';
import { aroundScript } from './scripts';

type LeaderboardStep = Step<ParameterValues<typeof parameters>>;

/** How many neighbours on each side. */
const NEIGHBOURS = 3;

export const topPlayers: LeaderboardStep = {
  id: 'top',
  title: 'The best without sorting anything',
  teaches:
    'A sorted set is kept in order as it is written, so the top is read off its end: O(log N), and one more for each player that is read, whether there are a thousand players or ten million.',
  region: 'top',
  async run(context) {
    const last = context.parameters.top - 1;
    const [{ reply }, trips] = await inTrips(context, () =>
      read(context, ['ZRANGE', allTime(context), 0, last, 'REV', 'WITHSCORES']),
    );
    const best = readRanked(reply);
    const [first] = best;
    const leader = first ? `${first.player} leads with ${String(first.score)} points` : 'the board is empty';
    const summary = `${String(best.length)} players read in ${trips}; ${leader}.`;
    return { summary, figures: best.map(figure) };
  },
};

export const placeOf: LeaderboardStep = {
  id: 'place',
  title: 'A place, counted in two ways',
  teaches:
    'ZREVRANK is 0-based, breaks ties by name, and is nil for a player who is not there. Players with equal points share a place when you count those who have more: 1 + ZCOUNT.',
  region: 'rank',
  async run(context) {
    const { follow } = context.parameters;
    const { rank, ahead, score } = await standing(context);
    return {
      summary: `${follow} has ${String(score)} points: place ${String(rank + 1)} with ties broken by name, place ${String(ahead + 1)} with ties shared.`,
      figures: [
        { label: 'Place, ties by name', value: rank + 1 },
        { label: 'Place, ties shared', value: ahead + 1 },
        { label: 'Score', value: score, unit: 'points' },
      ],
    };
  },
};

export const aroundOne: LeaderboardStep = {
  id: 'around',
  title: 'The neighbours, in one round trip',
  teaches:
    'First the rank, then the range around it would be two round trips, and somebody could score in between. A small script does both on the server at one moment.',
  region: 'around',
  async run(context) {
    const { redis, parameters: values, signal } = context;
    const reply = await runScript(redis, aroundScript, [allTime(context)], [values.follow, NEIGHBOURS], { signal });
    if (reply === null) throw unknownPlayer(values.follow);
    const [first, flat] = asArray(reply);
    const start = asNumber(first ?? null);
    const near = readRanked(flat ?? []);
    const places = `${String(start + 1)} to ${String(start + near.length)}`;
    return {
      summary: `Places ${places} around ${values.follow}, read at one moment.`,
      figures: near.map((ranked, index) => figure(ranked, start + index)),
    };
  },
};

export const placesRange: LeaderboardStep = {
  id: 'range',
  title: 'Places 41 to 50 are ranks 40 to 49',
  teaches:
    'Ranks begin at 0 and both ends of a range are included: 40 to 50 would be eleven players. Pages of a board are ranges by rank.',
  region: 'range',
  async run(context) {
    const { reply } = await read(context, ['ZRANGE', allTime(context), 40, 49, 'REV', 'WITHSCORES']);
    const page = readRanked(reply);
    const [first] = page;
    const summary = first
      ? `${String(page.length)} players from place 41 on, beginning with ${first.player}.`
      : 'Fewer than 41 players are on the board, so this page is empty.';
    return { summary, figures: page.map((ranked, index) => figure(ranked, 40 + index)) };
  },
};

export const percentileOf: LeaderboardStep = {
  id: 'percentile',
  title: 'Better than how many',
  teaches:
    'Two counts, ZCOUNT and ZCARD, give a percentile in O(log N); no other player is read. Count those who have fewer points: whoever has as many is not beaten.',
  region: 'percentile',
  async run(context) {
    const { follow } = context.parameters;
    const board = allTime(context);
    const [scoreReading, countReading] = await readAll(context, [
      ['ZSCORE', board, follow],
      ['ZCARD', board],
    ]);
    const score = asOptionalNumber(scoreReading?.reply ?? null);
    if (score === undefined) throw unknownPlayer(follow);
    const players = asNumber(countReading?.reply ?? null);
    const fewer = await read(context, ['ZCOUNT', board, '-inf', `(${String(score)}`]);
    const share = percentile(asNumber(fewer.reply), players);
    return {
      summary: `${follow} is better than ${String(share)} % of the others, of ${String(players)} players.`,
      figures: [
        { label: 'Better than', value: share, unit: '%' },
        { label: 'Players', value: players },
      ],
    };
  },
};

async function standing(context: LeaderboardContext): Promise<{ rank: number; score: number; ahead: number }> {
  const { follow } = context.parameters;
  const board = allTime(context);
  const [rankReading, scoreReading] = await readAll(context, [
    ['ZREVRANK', board, follow],
    ['ZSCORE', board, follow],
  ]);
  const rank = asOptionalNumber(rankReading?.reply ?? null);
  const score = asOptionalNumber(scoreReading?.reply ?? null);
  if (rank === undefined || score === undefined) throw unknownPlayer(follow);
  const ahead = asNumber((await read(context, ['ZCOUNT', board, `(${String(score)}`, '+inf'])).reply);
  return { rank, score, ahead };
}

function allTime({ keys, clock }: LeaderboardContext): string {
  return boardsAt(keys, clock.now()).all;
}

function figure({ player, score }: Ranked, index: number): { label: string; value: number; unit: string } {
  return { label: `${String(index + 1)}. ${player}`, value: score, unit: 'points' };
}

function unknownPlayer(player: string): CodedError {
  return new CodedError('NOT_FOUND', `"${player}" is not on the board. Follow a player who is, or scaffold again.`);
}
