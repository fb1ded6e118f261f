import { asNumber, asOptionalNumber } from '../../redis/reply';
import type { Block, Figure } from '../blocks';
import type { Reading } from '../kit/read';
import { readAll } from '../kit/read';
import { boardsAt } from './boards';
import type { LeaderboardContext } from './parameters';
import { percentile, readRanked } from './ranking';

/** The best, and where the followed player stands. Two round trips: the second needs the player's score. */
export async function view(context: LeaderboardContext): Promise<readonly Block[]> {
  const { top, follow } = context.parameters;
  const { all } = boardsAt(context.keys, context.clock.now());
  const [best, count, rank, score] = await readAll(context, [
    ['ZRANGE', all, 0, top - 1, 'REV', 'WITHSCORES'],
    ['ZCARD', all],
    ['ZREVRANK', all, follow],
    ['ZSCORE', all, follow],
  ]);
  const ranked = best ? readRanked(best.reply) : [];
  if (!best || !count || ranked.length === 0) return [];
  const place = await placeOf(context, all, rank, score);
  const rows = ranked.map(({ player, score: value }, index) => ({
    id: player,
    label: player,
    rank: index + 1,
    value,
    emphasis: player === follow,
  }));
  const outside = place && place.rank >= rows.length;
  if (outside) rows.push({ id: follow, label: follow, rank: place.rank + 1, value: place.score, emphasis: true });
  return [
    { kind: 'ranking', title: 'All-time board', unit: 'points', rows, source: best.source },
    // No TTL among them: it would flash each second as changed. The list of keys counts it down.
    { kind: 'figures', title: 'In numbers', figures: [playersFigure(count), ...placeFigures(follow, place, count)] },
  ];
}

interface Place {
  readonly rank: number;
  readonly score: number;
  readonly ahead: number;
  readonly behind: number;
  readonly sources: {
    readonly rank: Reading['source'];
    readonly score: Reading['source'];
    readonly ahead: Reading['source'];
    readonly behind: Reading['source'];
  };
}

async function placeOf(
  context: LeaderboardContext,
  board: string,
  rank: Reading | undefined,
  score: Reading | undefined,
): Promise<Place | undefined> {
  const ordinal = rank && asOptionalNumber(rank.reply);
  const points = score && asOptionalNumber(score.reply);
  if (!rank || !score || ordinal === undefined || points === undefined) return undefined;
  const [ahead, behind] = await readAll(context, [
    ['ZCOUNT', board, `(${String(points)}`, '+inf'],
    ['ZCOUNT', board, '-inf', `(${String(points)}`],
  ]);
  if (!ahead || !behind) return undefined;
  const sources = { rank: rank.source, score: score.source, ahead: ahead.source, behind: behind.source };
  return { rank: ordinal, score: points, ahead: asNumber(ahead.reply), behind: asNumber(behind.reply), sources };
}

function playersFigure({ reply, source }: Reading): Figure {
  return { label: 'Players', value: asNumber(reply), source };
}

function placeFigures(player: string, place: Place | undefined, count: Reading): Figure[] {
  if (!place) return [{ label: player, value: 'not on the board', source: count.source }];
  const { rank, score, ahead, behind, sources } = place;
  return [
    { label: `Score of ${player}`, value: score, unit: 'points', source: sources.score },
    { label: 'Place, ties by name', value: rank + 1, source: sources.rank },
    { label: 'Place, ties shared', value: ahead + 1, source: sources.ahead },
    { label: 'Better than', value: percentile(behind, asNumber(count.reply)), unit: '%', source: sources.behind },
  ];
}
