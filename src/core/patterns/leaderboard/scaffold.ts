import { throwIfAborted } from '../../base/abort';
import { seededRandom } from '../../base/random';
import { transaction } from '../kit/transaction';
import { boardsAt, dayBoards } from './boards';
import type { LeaderboardContext } from './parameters';
import { playerName, skewedScore } from './players';

/** Members per ZADD: few round trips, and none that keeps the server from others for long. */
const BATCH = 1000;
/** Players who won something on one day, at most. */
const DAY_PLAYERS = 200;
/** Any fixed number: the same data each time. */
const SEED = 20;

/** Fills the all-time board, the week's, and one board for each of the last seven days. */
export async function scaffold(context: LeaderboardContext): Promise<void> {
  const now = context.clock.now();
  const { all, week } = boardsAt(context.keys, now);
  const days = dayBoards(context.keys, now, 7);
  const { players } = context.parameters;
  const active = Math.min(players, DAY_PLAYERS);
  const total = players + active * (days.length + 1);
  const random = seededRandom(SEED);
  let done = 0;
  const fill = async (board: string, count: number): Promise<void> => {
    for (let start = 0; start < count; start += BATCH) {
      throwIfAborted(context.signal);
      const size = Math.min(BATCH, count - start);
      const members = Array.from({ length: size }, (_, n) => [skewedScore(random), playerName(start + n)]).flat();
      await transaction(context, [
        // Of an earlier scaffold nothing stays.
        ...(start === 0 ? [['UNLINK', board] as const] : []),
        ['ZADD', board, ...members],
        ['EXPIRE', board, context.ttlSeconds],
      ]);
      done += size;
      context.report({ done, total });
    }
  };
  await fill(all, players);
  for (const board of [week, ...days]) await fill(board, active);
}
