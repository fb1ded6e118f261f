// Numbers for people, the same in trees, panels and messages. Pure functions that both ends use.

/** Narrow no-break space: a thin space that does not end a line. */
const THIN_SPACE = '\u202f';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'min'],
  [SECOND, 's'],
];

/** A whole number with thin spaces between thousands: `1 204`. */
export function formatCount(count: number | bigint): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

/** A number of bytes in decimal units: `512 B`, `1.2 kB`, `340 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 'B';
  for (const larger of ['kB', 'MB', 'GB', 'TB']) {
    // What would be rounded to 1000 of a unit is 1 of the next.
    if (value < (unit === 'B' ? 1000 : 999.5)) break;
    value /= 1000;
    unit = larger;
  }
  return `${unit === 'B' ? value : shortNumber(value)} ${unit}`;
}

/**
 * Time left, in the largest unit that is full: `2 d`, `5 h`, `9 min`, `59 s`, and `< 1 s` in the last second. Rounded
 * down: it promises nothing. For the exact time use `formatDuration`.
 */
export function formatTtl(ms: number): string {
  for (const [size, name] of UNITS) if (ms >= size) return `${Math.floor(ms / size).toString()} ${name}`;
  return '< 1 s';
}

/** A length of time with the precision that its size deserves: `0.42 ms`, `12 ms`, `1.2 s`, `2 min 5 s`, `2 d 3 h`. */
export function formatDuration(ms: number): string {
  if (ms < 9.995) return `${trimmed(ms, 2)} ms`;
  if (ms < 999.5) return `${Math.round(ms).toString()} ms`;
  if (ms < 59_950) return `${trimmed(ms / SECOND, 1)} s`;
  const whole = Math.round(ms / SECOND) * SECOND;
  const at = UNITS.findIndex(([size]) => whole >= size);
  const parts = UNITS.slice(at, at + 2).map(([size, name], index) => {
    const count = Math.floor((index === 0 ? whole : whole % (UNITS[at]?.[0] ?? 1)) / size);
    return count === 0 ? '' : `${formatCount(count)} ${name}`;
  });
  return parts.filter((part) => part !== '').join(' ');
}

/** Three digits at most: `1.2`, `12.3`, `123`. */
function shortNumber(value: number): string {
  return value < 99.95 ? trimmed(value, 1) : Math.round(value).toString();
}

function trimmed(value: number, digits: number): string {
  return Number(value.toFixed(digits)).toString();
}
