import type { Keyring } from '../keyring';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** The keys that an event of one moment is counted in, in the order of the script. All share one hash tag. */
export interface Buckets {
  readonly minute: string;
  readonly hour: string;
  readonly pages: string;
  readonly visitors: string;
}

/** The buckets of the moment `at` (milliseconds since the epoch). Their names are times of UTC: the same on every server. */
export function bucketsAt(keys: Keyring, at: number): Buckets {
  const hour = stamp(at, 'YYYYMMDDHH');
  return {
    minute: keys.of('minute', stamp(at, 'YYYYMMDDHHMM')),
    hour: keys.of('hour', hour),
    pages: keys.of('pages', hour),
    visitors: visitorsOfDay(keys, at),
  };
}

/** The last `count` minutes, oldest first, the one of `now` last: when each began, and its counters. */
export function lastMinutes(
  keys: Keyring,
  now: number,
  count: number,
): { readonly start: number; readonly key: string }[] {
  const current = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  return Array.from({ length: count }, (_, index) => {
    const start = current - (count - 1 - index) * MINUTE_MS;
    return { start, key: keys.of('minute', stamp(start, 'YYYYMMDDHHMM')) };
  });
}

/** Views by page of this hour and the one before: together they hold the last hour, whatever time it is. */
export function twoHoursOfPages(keys: Keyring, now: number): [string, string] {
  return [bucketsAt(keys, now).pages, bucketsAt(keys, now - HOUR_MS).pages];
}

/** The visitors of the last `count` days, today's first. */
export function daysOfVisitors(keys: Keyring, now: number, count: number): string[] {
  return Array.from({ length: count }, (_, back) => visitorsOfDay(keys, now - back * DAY_MS));
}

function visitorsOfDay(keys: Keyring, at: number): string {
  return keys.of('visitors', stamp(at, 'YYYYMMDD'));
}

/** The time in UTC, its digits up to where `form` ends. */
function stamp(at: number, form: 'YYYYMMDD' | 'YYYYMMDDHH' | 'YYYYMMDDHHMM'): string {
  return new Date(at).toISOString().replace(/\D/g, '').slice(0, form.length);
}
