import assert from 'node:assert/strict';
import { Keyring } from '../../../src/core/patterns/keyring';
import { boardsAt, dayBoards } from '../../../src/core/patterns/leaderboard/boards';
import { playerName } from '../../../src/core/patterns/leaderboard/players';
import { percentile } from '../../../src/core/patterns/leaderboard/ranking';

describe('leaderboard', () => {
  const keys = new Keyring('demo', 'leaderboard', 'i');
  const week = (date: string): string => boardsAt(keys, Date.parse(date)).week.replace(/^.*:/, '');

  // Around new year the week's year is that of its Thursday: the dates are those of ISO 8601's own examples.
  for (const [date, expected] of [
    ['2004-12-31', '2004-W53'],
    ['2005-01-01', '2004-W53'],
    ['2005-01-03', '2005-W01'],
    ['2007-12-31', '2008-W01'],
    ['2008-12-28', '2008-W52'],
    ['2010-01-03', '2009-W53'],
    ['2010-01-04', '2010-W01'],
    ['2026-11-22', '2026-W47'],
    ['2026-11-23', '2026-W48'],
  ] as const) {
    it(`puts ${date} into ${expected}, from its first to its last millisecond`, () => {
      assert.equal(week(`${date}T00:00:00.000Z`), expected);
      assert.equal(week(`${date}T23:59:59.999Z`), expected);
    });
  }

  it('has a board for each of the last days, over the ends of months', () => {
    assert.deepEqual(
      dayBoards(keys, Date.parse('2028-03-01T00:00:00Z'), 3).map((key) => key.replace(/^.*:/, '')),
      ['2028-03-01', '2028-02-29', '2028-02-28'],
    );
  });

  it('keeps all boards in one slot', () => {
    const { all, day, week: ofWeek } = boardsAt(keys, 0);
    for (const key of [all, day, ofWeek]) assert.match(key, /^demo:leaderboard:\{i\}:board:/);
  });

  it('names a million players differently', () => {
    // Each ends with a number of its own; the first thousands show that nothing else is told apart by it.
    for (const n of [0, 1, 143, 144, 999_999])
      assert.match(playerName(n), new RegExp(`^[a-z]+-[a-z]+-${String(n + 1)}$`));
    assert.equal(new Set(Array.from({ length: 10_000 }, (_, n) => playerName(n))).size, 10_000);
  });

  it('calls nobody better than those who have as many points', () => {
    assert.equal(percentile(0, 1000), 0);
    assert.equal(percentile(999, 1000), 100);
    assert.equal(percentile(1, 3), 50);
    assert.equal(percentile(0, 1), 100);
  });
});
