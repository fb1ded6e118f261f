import assert from 'node:assert/strict';
import type { Block, Figure, RankingBlock } from '../../src/core/patterns/blocks';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import { pattern } from '../../src/core/patterns/leaderboard/index';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { connectTo, sessionOf } from './sessions';

// What the leaderboard says, against the plainest reckoning over what a second client reads: sort everything, count.

const FLAVOURS: readonly Flavour[] = ['redis7', 'stack', 'valkey'];
/** Not a round number of batches, and with more players than scores, so that many tie. */
const PLAYERS = 1777;

interface Player {
  readonly player: string;
  readonly score: number;
}

for (const flavour of FLAVOURS) {
  describe(`the leaderboard's numbers on ${flavour}`, () => {
    let server: RunningServer;
    let client: RespClient;
    let connection: RedisConnection;
    let session: DemoSession;
    let board: string;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
      connection = await connectTo(server.port);
      session = sessionOf(pattern, connection);
      session.setParameter('players', PLAYERS);
      board = `redis-patterns:leaderboard:{${session.instance}}:board:all`;
      await session.scaffold();
    });

    after(async () => {
      (session as DemoSession | undefined)?.dispose();
      (connection as RedisConnection | undefined)?.dispose();
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    /** All players as the board orders them, sorted here: by score, then by name from Z to A. */
    async function ranked(): Promise<Player[]> {
      const [, flat] = (await client.text('ZSCAN', board, 0, 'COUNT', 2 * PLAYERS)) as [string, string[]];
      const all = flat.flatMap((player, index) =>
        index % 2 === 0 ? [{ player, score: Number(flat[index + 1]) }] : [],
      );
      return all.sort((a, b) => b.score - a.score || Buffer.compare(Buffer.from(b.player), Buffer.from(a.player)));
    }

    async function figures(step: string): Promise<readonly Figure[]> {
      return (await session.runStep(step)).figures ?? [];
    }

    it('are made of names and scores that look like a game: all different, few very high, many equal', async () => {
      const all = await ranked();
      assert.equal(new Set(all.map(({ player }) => player)).size, PLAYERS);
      const scores = all.map(({ score }) => score);
      assert.ok(new Set(scores).size < PLAYERS / 2, 'there are ties');
      const middle = scores[Math.floor(PLAYERS / 2)] ?? 0;
      assert.ok((scores[0] ?? 0) > 20 * middle, 'the best is far ahead of the middle');
    });

    it('are the same in every demo', async () => {
      const other = sessionOf(pattern, connection);
      other.setParameter('players', PLAYERS);
      await other.scaffold();
      const dump = await client.call('ZRANGE', board, 0, -1, 'WITHSCORES');
      assert.deepEqual(
        await client.call('ZRANGE', board.replace(session.instance, other.instance), 0, -1, 'WITHSCORES'),
        dump,
      );
      await other.cleanUp();
      other.dispose();
    });

    it('name the best in order, as many as are asked for, and say how that was read', async () => {
      const all = await ranked();
      assert.deepEqual(await figures('top'), placed(all, 0, 10));
      session.setParameter('top', 4);
      assert.deepEqual(await figures('top'), placed(all, 0, 4));
      const { summary } = await session.runStep('top');
      assert.match(summary, /^4 players read in 1 round trip; /);
      session.setParameter('top', 10);
    });

    it('name places 41 to 50', async () => {
      const all = await ranked();
      assert.deepEqual(await figures('range'), placed(all, 40, 50));
    });

    it('give every kind of player the right place, neighbours and percentile: first, last, tied and alone', async () => {
      const all = await ranked();
      const tied = all.findIndex(({ score }, n) => n > 100 && all[n + 1]?.score === score);
      for (const index of [0, 1, 5, tied, tied + 1, PLAYERS - 2, PLAYERS - 1]) {
        const { player, score } = all[index] ?? assert.fail();
        const ahead = all.filter((other) => other.score > score).length;
        const fewer = all.filter((other) => other.score < score).length;
        session.setParameter('follow', player);
        const place = await figures('place');
        assert.deepEqual(values(place), [index + 1, ahead + 1, score], player);
        assert.deepEqual(await figures('around'), placed(all, Math.max(0, index - 3), index + 4));
        assert.deepEqual(values(await figures('percentile')), [
          Math.round((1000 * fewer) / (PLAYERS - 1)) / 10,
          PLAYERS,
        ]);
        const [ranking, numbers] = blocksOf(await session.view());
        assert.deepEqual(
          ranking.rows.slice(0, 10).map((row) => [row.rank, row.id, row.value]),
          all.slice(0, 10).map((other, n) => [n + 1, other.player, other.score]),
        );
        const followed = ranking.rows.filter(({ emphasis }) => emphasis);
        assert.deepEqual(
          followed.map((row) => [row.rank, row.id, row.value]),
          [[index + 1, player, score]],
        );
        assert.equal(ranking.rows.length, index < 10 ? 10 : 11);
        const near = (await session.view())[1];
        assert.ok(near?.kind === 'ranking' && near.rows.every((row) => (row.id === player) === row.emphasis));
        assert.deepEqual(
          near.rows.map((row) => [row.rank, row.id, row.value]),
          all.map((other, n) => [n + 1, other.player, other.score]).slice(Math.max(0, index - 3), index + 4),
        );
        const share = Math.round((1000 * fewer) / (PLAYERS - 1)) / 10;
        assert.deepEqual(values(numbers).slice(0, 5), [PLAYERS, score, index + 1, ahead + 1, share]);
      }
    });

    it('say so when the followed player is not there', async () => {
      session.setParameter('follow', 'nobody');
      for (const step of ['place', 'around', 'percentile']) {
        await assert.rejects(session.runStep(step), { code: 'NOT_FOUND', message: /"nobody" is not on the board/ });
      }
      const [ranking, numbers] = blocksOf(await session.view());
      assert.equal(ranking.rows.length, 10);
      assert.ok(numbers.some(({ label, value }) => label === 'nobody' && value === 'not on the board'));
      await session.runStep('countOnce');
      assert.equal(await client.text('ZSCORE', board, 'nobody'), '100', 'the first win brings a player in');
      await client.call('ZREM', board, 'nobody');
    });

    it('are those of the board that is chosen', async () => {
      for (const [choice, pattern, title] of [
        ['day', `*:board:day:${new Date().toISOString().slice(0, 10)}`, 'Board of today'],
        ['week', '*:board:week:*', 'Board of this week'],
        ['all', '*:board:all', 'All-time board'],
      ] as const) {
        session.setParameter('board', choice);
        const [name = ''] = (await client.text('KEYS', pattern)) as string[];
        const best = (await client.text('ZRANGE', name, 0, 9, 'REV')) as string[];
        const [ranking] = blocksOf(await session.view());
        assert.equal(ranking.title, title);
        assert.deepEqual(
          ranking.rows.slice(0, 10).map(({ id }) => id),
          best,
        );
        assert.match(ranking.source.command, new RegExp(name.replace(/[{}]/g, '.')));
      }
    });

    it('change with a win on every board once', async () => {
      session.setParameter('follow', 'amber-badger-1');
      session.setParameter('points', 12_345);
      const boards = ((await client.text('KEYS', '*:board:*')) as string[]).filter((key) =>
        /board:(all|week:|day:)/.test(key),
      );
      const scoresNow = async (): Promise<number[]> => {
        const scores = await client.pipeline(boards.map((key) => ['ZSCORE', key, 'amber-badger-1']));
        return scores.map((score) => Number(String(score)));
      };
      const before = await scoresNow();
      const [after] = await figures('countOnce');
      const grown = (await scoresNow()).map((score, n) => score - (before[n] ?? NaN));
      assert.deepEqual(
        boards.filter((_, n) => grown[n] === 12_345).length,
        3,
        'all time, the week and one of the seven days',
      );
      assert.ok(grown.every((points) => points === 0 || points === 12_345));
      assert.equal(after?.value, Number(await client.text('ZSCORE', board, 'amber-badger-1')));
    });

    it('add seven days up as one would by hand, and keep the best hundred', async () => {
      await session.runStep('lastSevenDays');
      const sums = new Map<string, number>();
      for (const key of (await client.text('KEYS', '*:board:day:*')) as string[]) {
        const flat = (await client.text('ZRANGE', key, 0, -1, 'WITHSCORES')) as string[];
        flat.forEach((player, n) => {
          if (n % 2 === 0) sums.set(player, (sums.get(player) ?? 0) + Number(flat[n + 1]));
        });
      }
      const best = [...sums.values()].sort((a, b) => b - a).slice(0, 100);
      const kept = (await client.text(
        'ZRANGE',
        board.replace(/all$/, 'last7days'),
        0,
        -1,
        'REV',
        'WITHSCORES',
      )) as string[];
      assert.deepEqual(kept.filter((_, n) => n % 2 === 1).map(Number), best);
      for (let n = 0; n < kept.length; n += 2) assert.equal(sums.get(kept[n] ?? ''), Number(kept[n + 1]));
    });
  });
}

/** The figures of a step that lists players `start` to `end`, 0-based, end exclusive. */
function placed(all: readonly Player[], start: number, end: number): Figure[] {
  return all.slice(start, end).map(({ player, score }, n) => ({
    label: `${String(start + n + 1)}. ${player}`,
    value: score,
    unit: 'points',
  }));
}

function values(figures: readonly Figure[]): (number | string)[] {
  return figures.map(({ value }) => value);
}

function blocksOf(blocks: readonly Block[]): [RankingBlock, readonly Figure[]] {
  const ranking = blocks[0];
  const numbers = blocks.at(-1);
  assert.ok(ranking?.kind === 'ranking' && numbers?.kind === 'figures');
  return [ranking, numbers.figures];
}
