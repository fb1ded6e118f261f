import { asNumber, asOptionalNumber } from '../../redis/reply';
import type { Block, Figure, RankingBlock, Source } from '../blocks';
import type { Reading } from '../kit/read';
import { readAll } from '../kit/read';
import { boardsAt } from './boards';
import type { LeaderboardContext } from './parameters';
import type { Ranked } from './ranking';
import { percentile, readRanked } from './ranking';

const TITLES: ReadonlyMap<string, string> = new Map([
  ['all', 'All-time board'],
  ['day', 'Board of today'],
  ['week', 'Board of this week'],
]);
/** How many neighbours on each side. */
const NEIGHBOURS = 3;

/** The best of a board, and where the followed player stands. Two round trips: the second needs the player's place. */
export async function view(context: LeaderboardContext): Promise<readonly Block[]> {
  const { top, follow } = context.parameters;
  const boards = boardsAt(context.keys, context.clock.now());
  const chosen = context.parameters.board;
  const board = chosen === 'day' ? boards.day : chosen === 'week' ? boards.week : boards.all;
  const [best, count, rank, score] = await readAll(context, [
    ['ZRANGE', board, 0, top - 1, 'REV', 'WITHSCORES'],
    ['ZCARD', board],
    ['ZREVRANK', board, follow],
    ['ZSCORE', board, follow],
  ]);
  const ranked = best ? readRanked(best.reply) : [];
  if (!best || !count || ranked.length === 0) return [];
  const place = await placeOf(context, board, rank, score);
  const block = rankingBlock(TITLES.get(chosen) ?? '', ranked, { first: 0, follow, source: best.source });
  const outside = place !== undefined && place.rank >= ranked.length;
  return [
    outside ? { ...block, rows: [...block.rows, followedRow(follow, place)] } : block,
    ...(place ? [rankingBlock('Around the followed player', place.near, { ...place.nearest, follow })] : []),
    // No TTL among them: it would flash each second as changed. The list of keys counts it down.
    { kind: 'figures', title: 'In numbers', figures: [playersFigure(count), ...placeFigures(follow, place, count)] },
  ];
}

function rankingBlock(
  title: string,
  ranked: readonly Ranked[],
  { first, follow, source }: { readonly first: number; readonly follow: string; readonly source: Source },
): RankingBlock {
  const rows = ranked.map(({ player, score }, index) => ({
    ...{ id: player, label: player, rank: first + index + 1, value: score },
    emphasis: player === follow,
  }));
  return { kind: 'ranking', title, unit: 'points', rows, source };
}

/** Below the best, of whom the followed player is none. */
function followedRow(player: string, { rank, score, sources }: Place): RankingBlock['rows'][number] {
  return { id: player, label: player, rank: rank + 1, value: score, emphasis: true, source: sources.score };
}

interface Place {
  readonly near: readonly Ranked[];
  /** The 0-based rank of the first of those. */
  readonly nearest: { readonly first: number; readonly source: Source };
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
  const first = Math.max(0, ordinal - NEIGHBOURS);
  const [ahead, behind, near] = await readAll(context, [
    ['ZCOUNT', board, `(${String(points)}`, '+inf'],
    ['ZCOUNT', board, '-inf', `(${String(points)}`],
    // Two commands, as a view only reads; the step shows the script that does both at one moment.
    ['ZRANGE', board, first, ordinal + NEIGHBOURS, 'REV', 'WITHSCORES'],
  ]);
  if (!ahead || !behind || !near) return undefined;
  const sources = { rank: rank.source, score: score.source, ahead: ahead.source, behind: behind.source };
  return {
    ...{ rank: ordinal, score: points, ahead: asNumber(ahead.reply), behind: asNumber(behind.reply), sources },
    ...{ near: readRanked(near.reply), nearest: { first, source: near.source } },
  };
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
