import type { Reply } from '../../redis/reply';
import { asNumber, asPairs, asText } from '../../redis/reply';

export interface Ranked {
  readonly player: string;
  readonly score: number;
}

/** `[member, score, …]` of a WITHSCORES reply. */
export function readRanked(reply: Reply): Ranked[] {
  return asPairs(reply).map(([member, score]) => ({ player: asText(member), score: asNumber(score) }));
}

/** The share of the other players who have fewer points, in per cent with one decimal; who is alone is best. */
export function percentile(behind: number, players: number): number {
  if (players <= 1) return 100;
  return Math.round((1000 * behind) / (players - 1)) / 10;
}
