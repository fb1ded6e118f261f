import assert from 'node:assert/strict';
import { pattern } from '../../src/core/patterns/naming/index';
import { perNode } from '../../src/core/patterns/naming/names';
import { clusterAt } from '../redis/topologyHelpers';
import { startCluster } from '../support/servers/cluster';
import { need } from '../support/servers/need';
import { lesson } from './lessons';
import { connectTo, sessionOf } from './sessions';

// What the naming lesson says, against what a second client reads.

describe('keys of three nodes', () => {
  it('are shared out as a new cluster shares its slots', () => {
    // `foo` is in slot 12182, `bar` in 5061, as the cluster specification has them; the nodes begin at 0, 5461 and 10923.
    assert.deepEqual(perNode(['foo', '{foo}:a', 'bar', 'x{bar}'], 3), [2, 0, 2]);
  });
});

for (const flavour of ['redis7', 'stack', 'valkey'] as const) {
  describe(`the naming lesson on ${flavour}`, () => {
    const given = lesson(pattern, flavour);
    const figures = async (step: string): Promise<(string | number)[]> =>
      ((await given.session().runStep(step)).figures ?? []).map(({ value }) => value);
    const ofUser = (user: number, part: string): string =>
      `redis-patterns:naming:${given.session().instance}:{user:${String(user)}}:${part}`;

    it('makes what each user has under one tag', async () => {
      for (const user of [0, 59]) {
        assert.equal(await given.client().text('GET', ofUser(user, 'profile')), `user ${String(user)}`);
        assert.equal(await given.client().text('SCARD', ofUser(user, 'sessions')), 3);
      }
      assert.equal(await given.client().text('EXISTS', ofUser(60, 'profile')), 0);
    });

    it('counts rows, slots and shares of nodes', async () => {
      assert.deepEqual(await figures('browse'), [1, 360]);
      assert.deepEqual(await figures('tags'), [3, 1]);
      const [each, all] = await figures('spread');
      assert.equal(all, 100);
      assert.ok(Number(each) >= 33 && Number(each) < 60, String(each));
    });

    it('looks at what is on the server, and says where slots are only reckoned', async () => {
      const sent = (step: string): string[] =>
        given
          .session()
          .trace.filter(({ origin }) => origin === step)
          .map(({ entry }) => entry.command.slice(0, 2).join(' '));
      await given.client().call('UNLINK', ofUser(1, 'cart'));
      assert.deepEqual(await figures('browse'), [1, 359]);
      assert.ok(sent('browse').some((command) => command.startsWith('SCAN ')));
      assert.match((await given.session().runStep('spread')).summary, /^This server is no cluster/);
      assert.ok(sent('spread').includes('CLUSTER KEYSLOT'));
      await given.session().scaffold();
    });

    it('lists the sessions that a set holds', async () => {
      assert.deepEqual(await figures('list'), [3, 4]);
      const ids = (await given.client().text('SMEMBERS', ofUser(0, 'sessions'))) as string[];
      assert.deepEqual(ids.sort(), ['0-0', '0-1', '0-2']);
      const { summary } = await given.session().runStep('list');
      const one = /found in 2 round trips without .*; one is (\S+)\.$/.exec(summary)?.[1] ?? summary;
      assert.ok(ids.includes(one), one);
    });

    it('tells what each name costs, as another client reads it', async () => {
      const costs = (await figures('length')).map(Number);
      assert.equal(costs.length, 5);
      for (const [index, bytes] of [8, 16, 32, 64, 128].entries()) {
        const name = given.key('n'.padEnd(bytes, 'x'));
        assert.equal(costs[index], Number(await given.client().text('MEMORY', 'USAGE', name)));
      }
      assert.ok((costs[4] ?? 0) - (costs[0] ?? 0) >= 100, '120 bytes of name are about as many of memory');
    });

    it('counts carts up as another client sees them', async () => {
      await given.session().scaffold();
      await given.traffic(300);
      const carts = await Promise.all(
        Array.from({ length: 60 }, (_, user) => given.client().text('GET', ofUser(user, 'cart'))),
      );
      const events = given.session().state.live?.events ?? 0;
      assert.equal(
        carts.reduce<number>((sum, cart) => sum + Number(cart), 0),
        events,
      );
      const table = (await given.session().view()).find((block) => block.kind === 'table');
      assert.deepEqual(
        table?.rows.map((row) => row[4]),
        carts.slice(0, 10).map(Number),
      );
    });
  });
}

describe('the naming lesson on a cluster', () => {
  it('asks the cluster for the slots', async function () {
    const cluster = await startCluster({ server: { binary: await need(this, 'redis7') } });
    const [first] = cluster.primaries;
    const connection = await connectTo(first?.port ?? 0, clusterAt(cluster.primaries));
    const session = sessionOf(pattern, connection);
    try {
      const { summary, figures = [] } = await session.runStep('spread');
      assert.match(summary, /^By CLUSTER KEYSLOT/);
      assert.equal(figures[1]?.value, 100);
      const asked = session.trace.filter(({ entry }) => entry.command[1] === 'KEYSLOT');
      assert.equal(asked.length, 60 * 4);
    } finally {
      session.dispose();
      connection.dispose();
      await cluster.stop();
    }
  });
});
