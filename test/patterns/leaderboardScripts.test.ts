import assert from 'node:assert/strict';
import { aroundScript, firstToReachScript, scoreScript } from '../../src/core/patterns/leaderboard/scripts';
import type { Script } from '../../src/core/redis/executor';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient, Text } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';

// What the scripts promise at their edges, where the steps do not go. A script is not taken back when it fails.

const FLAVOURS: readonly Flavour[] = ['redis7', 'stack', 'valkey'];

for (const flavour of FLAVOURS) {
  describe(`the leaderboard's scripts on ${flavour}`, () => {
    let server: RunningServer;
    let client: RespClient;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
    });

    after(async () => {
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    beforeEach(() => client.call('FLUSHALL'));

    const run = ({ lua }: Script, keys: string[], args: (string | number)[]): Promise<Text> =>
      client.text('EVAL', lua, keys.length, ...keys, ...args);

    const win = (points: string, event = 'e1', allTimeSeconds = 0): Promise<Text> =>
      run(
        scoreScript,
        ['{g}:all', '{g}:day', '{g}:week', `{g}:event:${event}`],
        ['p', points, 60, 100, 200, allTimeSeconds],
      );

    it('counts an event once, and keeps the all-time board where that is asked for', async () => {
      assert.deepEqual([await win('5'), await win('5'), await win('-2', 'e2')], ['5', null, '3']);
      assert.equal(await client.text('TTL', '{g}:all'), -1);
      assert.deepEqual([await ttl('{g}:day'), await ttl('{g}:week'), await ttl('{g}:event:e1')], [100, 200, 60]);
    });

    it('leaves the TTL of a board that has one', async () => {
      await win('5');
      await client.call('EXPIRE', '{g}:day', 50);
      await win('5', 'e2', 300);
      assert.deepEqual([await ttl('{g}:day'), await ttl('{g}:all')], [50, 300]);
    });

    for (const points of ['abc', '', '1.5', 'nan', 'inf', '1e3', '9'.repeat(16), '9'.repeat(400)]) {
      it(`refuses "${points.slice(0, 20)}" points and can still count the event`, async () => {
        await assert.rejects(win(points), /whole number/);
        assert.equal(await client.text('DBSIZE'), 0);
        assert.equal(await win('5'), '5');
      });
    }

    const reach = (player: string, points: string, seasonStart = 0): Promise<Text> =>
      run(firstToReachScript, ['{g}:season', '{g}:points'], [player, points, seasonStart, 60]);

    for (const points of ['-1', '268435456', '100000000000000000', '0.5', 'nan', 'abc']) {
      it(`refuses ${points} points of a season and writes nothing`, async () => {
        await assert.rejects(reach('anna', points));
        assert.equal(await client.text('DBSIZE'), 0);
        await reach('anna', '7');
        const before = await client.text('ZRANGE', '{g}:season', 0, -1, 'WITHSCORES');
        await assert.rejects(reach('anna', points === '-1' ? '-8' : points));
        assert.deepEqual(await client.text('HGETALL', '{g}:points'), ['anna', '7']);
        assert.deepEqual(await client.text('ZRANGE', '{g}:season', 0, -1, 'WITHSCORES'), before);
      });
    }

    it('holds the most points of a season exactly, and lets both keys expire', async () => {
      const now = Number(((await client.text('TIME')) as string[])[0]);
      assert.equal(await reach('anna', '268435455', now), 268_435_455);
      const score = Number(await client.text('ZSCORE', '{g}:season', 'anna'));
      assert.ok(Number.isSafeInteger(score));
      assert.equal(Math.floor(score / 2 ** 25), 268_435_455);
      assert.deepEqual([await ttl('{g}:season'), await ttl('{g}:points')], [60, 60]);
    });

    it('keeps the place of whom nothing was added to', async () => {
      const now = Number(((await client.text('TIME')) as string[])[0]);
      await reach('anna', '500', now - 100);
      const before = await client.text('ZSCORE', '{g}:season', 'anna');
      // The same call a hundred seconds later.
      assert.equal(await reach('anna', '0', now - 200), 500);
      assert.equal(await client.text('ZSCORE', '{g}:season', 'anna'), before);
    });

    it('reads the players around one, at both ends of the board too', async () => {
      for (let n = 1; n <= 5; n += 1) await client.call('ZADD', '{g}:all', n, `p${String(n)}`);
      const around = (player: string): Promise<Text> => run(aroundScript, ['{g}:all'], [player, 1]);
      assert.deepEqual(await around('p3'), [1, ['p4', '4', 'p3', '3', 'p2', '2']]);
      assert.deepEqual(await around('p5'), [0, ['p5', '5', 'p4', '4']]);
      assert.deepEqual(await around('p1'), [3, ['p2', '2', 'p1', '1']]);
      assert.equal(await around('nobody'), null);
    });

    /** Rounded up: some time has passed since it was set. */
    async function ttl(key: string): Promise<number> {
      return Math.ceil(Number(await client.text('PTTL', key)) / 1000);
    }
  });
}
