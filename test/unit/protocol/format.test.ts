import assert from 'node:assert/strict';
import { formatBytes, formatCount, formatDuration, formatTtl } from '../../../src/protocol/format';

function table<T>(format: (value: T) => string, rows: readonly (readonly [T, string])[]): void {
  for (const [value, text] of rows) assert.equal(format(value), text, String(value));
}

describe('numbers for people', () => {
  it('counts with thin spaces', () => {
    table<number | bigint>(formatCount, [
      [0, '0'],
      [999, '999'],
      [1204, '1\u202f204'],
      [5_000_000, '5\u202f000\u202f000'],
      [-1234, '-1\u202f234'],
      [9007199254740993n, '9\u202f007\u202f199\u202f254\u202f740\u202f993'],
    ]);
  });

  it('sizes in decimal units, never 1000 of one', () => {
    table(formatBytes, [
      [0, '0 B'],
      [999, '999 B'],
      [1000, '1 kB'],
      [1240, '1.2 kB'],
      [99_940, '99.9 kB'],
      [99_960, '100 kB'],
      [340_000_000, '340 MB'],
      [999_600, '1 MB'],
      [1_200_000_000, '1.2 GB'],
      [5e15, '5000 TB'],
    ]);
  });

  it('time left in one unit, rounded down', () => {
    table(formatTtl, [
      [0, '< 1 s'],
      [999, '< 1 s'],
      [59_999, '59 s'],
      [60_000, '1 min'],
      [3_599_999, '59 min'],
      [3_600_000, '1 h'],
      [86_399_999, '23 h'],
      [2 * 86_400_000 + 5, '2 d'],
    ]);
  });

  it('durations with the precision that they deserve', () => {
    table(formatDuration, [
      [0, '0 ms'],
      [0.4249, '0.42 ms'],
      [9.994, '9.99 ms'],
      [9.996, '10 ms'],
      [12.4, '12 ms'],
      [999.4, '999 ms'],
      [999.6, '1 s'],
      [1249, '1.2 s'],
      [59_949, '59.9 s'],
      [59_960, '1 min'],
      [125_000, '2 min 5 s'],
      [3_600_000, '1 h'],
      [3_599_600, '1 h'],
      [183_600_000, '2 d 3 h'],
      [86_400_000 + 61_000, '1 d'],
    ]);
  });
});
