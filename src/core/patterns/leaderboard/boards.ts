import type { Keyring } from '../keyring';

const DAY_MS = 86_400_000;

/** The keys of one game's boards. All share one hash tag: a win changes them together. */
export interface Boards {
  readonly all: string;
  readonly day: string;
  readonly week: string;
}

/** The boards of the moment `now` (milliseconds since the epoch). Days and weeks are those of UTC, the same everywhere. */
export function boardsAt(keys: Keyring, now: number): Boards {
  return { all: keys.of('board', 'all'), day: dayBoard(keys, now), week: keys.of('board', 'week', isoWeek(now)) };
}

/** The boards of the last `days` days, today's first. */
export function dayBoards(keys: Keyring, now: number, days: number): string[] {
  return Array.from({ length: days }, (_, back) => dayBoard(keys, now - back * DAY_MS));
}

function dayBoard(keys: Keyring, now: number): string {
  return keys.of('board', 'day', new Date(now).toISOString().slice(0, 10));
}

/** ISO 8601: weeks begin on Monday, and belong to the year that holds their Thursday. */
function isoWeek(now: number): string {
  const date = new Date(now);
  const thursday = new Date(now + (4 - (date.getUTCDay() || 7)) * DAY_MS);
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - yearStart) / (7 * DAY_MS)) + 1;
  return `${String(thursday.getUTCFullYear())}-W${String(week).padStart(2, '0')}`;
}
