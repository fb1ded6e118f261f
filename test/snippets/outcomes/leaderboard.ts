import assert from 'node:assert/strict';
import type { Outcome, Ran } from './outcome';

export const leaderboard: Outcome = {
  pattern: 'leaderboard',
  settings: [{ flavour: 'redis7' }, { flavour: 'stack' }],
  check,
};

async function check(ran: Ran): Promise<void> {
  const { prefix, client } = ran;
  const printed = ran.printed as Printed;
  const board = `${prefix}:{game}:board:all`;
  const flat = (await client.text('ZRANGE', board, 0, 9, 'REV', 'WITHSCORES')) as string[];
  const top = printed.top.flatMap(({ player, score }) => [player, String(score)]);
  assert.deepEqual(top, flat, 'the top ten that another client reads');
  assert.deepEqual(top.slice(0, 2), ['player:100', '1000']);
  assert.equal(printed.repeated, null, 'an event sent again is not counted again');
  assert.deepEqual(printed.place, { score: 420, ordinal: 59, shared: 59 });
  assert.equal(printed.nobody, null);
  assert.deepEqual(
    printed.around.map(({ place, player }) => [place, player]),
    [57, 58, 59, 60, 61].map((place) => [place, `player:${String(101 - place)}`]),
  );
  assert.equal(printed.page.length, 10);
  assert.equal(printed.page[0]?.player, 'player:60');
  assert.ok(Math.abs(printed.percentile - (100 * 41) / 99) < 1e-9);
  assert.equal(printed.lastSevenDays[0]?.player, 'player:100');
  assert.equal(await client.text('ZCARD', `${prefix}:{game}:board:season`), 1);
  assert.deepEqual(await client.text('ZRANGE', `${prefix}:{game}:board:best`, 0, -1, 'WITHSCORES'), ['anna', '500']);
  const days = (await client.text('KEYS', `${prefix}:{game}:board:day:*`)) as string[];
  for (const day of days) assert.ok(Number(await client.text('TTL', day)) > 0, `${day} expires`);
}

interface Player {
  readonly player: string;
  readonly score: number;
}

interface Printed {
  readonly repeated: number | null;
  readonly top: readonly Player[];
  readonly place: { readonly score: number; readonly ordinal: number; readonly shared: number };
  readonly nobody: null;
  readonly around: readonly (Player & { readonly place: number })[];
  readonly page: readonly Player[];
  readonly percentile: number;
  readonly lastSevenDays: readonly Player[];
}
