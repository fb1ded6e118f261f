import assert from 'node:assert/strict';
import { systemClock } from '../../../src/core/base/clock';
import { KeyWatcher } from '../../../src/core/keyspace/watch/keyWatcher';
import type { RedisConnection } from '../../../src/core/redis/redisConnection';
import type { RunningCluster } from '../../support/servers/cluster';
import { startCluster } from '../../support/servers/cluster';
import { need } from '../../support/servers/need';
import { connectResp, withClient } from '../../support/servers/respClient';
import type { RunningServer } from '../../support/servers/startServer';
import { until } from '../../support/servers/until';
import { OpenConnections, stateOf } from '../connectionHelpers';
import { clusterAt } from '../topologyHelpers';
import { linksOf, WatchedKey, WatchedPrefixes } from './watched';

/** Of a slot of the first, the second and the third primary. */
const KEYS = ['b', 'c', 'foo'] as const;

describe('Hearing of changes in a cluster of three primaries', function () {
  this.timeout(60_000);
  const connections = new OpenConnections();
  let cluster: RunningCluster;
  let connection: RedisConnection;
  let disposables: { dispose(): void }[] = [];
  let watcher: KeyWatcher;
  let watched: readonly WatchedKey[];
  let prefixes: WatchedPrefixes;

  beforeEach(async function () {
    await need(this, 'redis7');
    cluster = await startCluster({ replicas: 1 });
    connection = await connections.open(0, { ...clusterAt(cluster.primaries), readOnly: true });
    assert.deepEqual(
      KEYS.map((key) => connection.nodeOf(key)?.id),
      connection.nodes().map(({ id }) => id),
    );
    watcher = new KeyWatcher(connection, systemClock);
    watched = KEYS.map((key) => new WatchedKey(watcher, key, async () => String(await connection.send(['GET', key]))));
    prefixes = new WatchedPrefixes(watcher, ['ns:']);
    disposables = [...watched, prefixes.watch];
    await Promise.all(watched.map((key) => key.is('tracking')));
  });
  afterEach(async () => {
    for (const each of disposables) each.dispose();
    connections.close();
    await cluster.stop();
  });

  /** Writes to the node that has the key, whoever that is by now. */
  async function write(key: string, value: string, nodes: readonly RunningServer[] = cluster.nodes): Promise<void> {
    await until('a node that takes it', async () => {
      for (const { address } of nodes) {
        const done = await withClient(address, (client) => client.call('SET', key, value)).catch(() => undefined);
        if (done !== undefined) return true;
      }
      return undefined;
    });
  }

  it('has links to each of them and hears of every key', async () => {
    for (const { address } of cluster.primaries) {
      const client = await connectResp(address);
      assert.equal((await linksOf(client)).tracked, 2);
      client.close();
    }
    for (const [at, key] of KEYS.entries()) {
      await write(key, 'new');
      await watched[at]?.shows('new');
      await write(`ns:{${key}}`, 'new');
    }
    await prefixes.heardOf('ns:{b}', 'ns:{c}', 'ns:{foo}');
    for (const each of disposables) each.dispose();
    for (const { address } of cluster.primaries) {
      await withClient(address, (client) =>
        until('no link but the one for commands', async () => (await linksOf(client)).tracked === 0 || undefined),
      );
    }
  });

  it('is live again by itself after a primary has died', async () => {
    const third = cluster.primaries[2]!;
    await write('foo', 'before');
    await watched[2]?.shows('before');
    await withClient(third.address, (client) => client.call('WAIT', 1, 5000));
    await third.kill();
    await stateOf(connection, 'reconnecting');
    await stateOf(connection, 'ready');
    await watched[2]?.is('tracking');
    const alive = cluster.nodes.filter((node) => node !== third);
    await write('foo', 'after', alive);
    await watched[2]?.shows('after');
    await write('ns:{foo}', 'after', alive);
    await prefixes.heardOf('ns:{foo}');
  });

  it('follows when a replica takes over without any link being cut', async () => {
    const follower = cluster.replicas[2]!;
    await write('foo', 'before');
    await watched[2]?.shows('before');
    const isPrimary = async (): Promise<true | undefined> =>
      String(await withClient(follower.address, (client) => client.text('ROLE'))).startsWith('master') || undefined;
    await until('the replica to take over', async () => {
      await withClient(follower.address, (client) => client.call('CLUSTER', 'FAILOVER'));
      return await until('the failover', isPrimary, 5500);
    });
    await write('foo', 'after', [follower]);
    await watched[2]?.shows('after', 20_000);
    await until('a link to the new primary', async () => {
      const links = await withClient(follower.address, linksOf);
      return links.tracked === 2 || undefined;
    });
    await watched[2]?.is('tracking');
    await write('foo', 'later', [follower]);
    await watched[2]?.shows('later');
    await write('ns:{foo}', 'later', [follower]);
    await prefixes.heardOf('ns:{foo}');
    assert.equal(connection.epoch, 1);
  });
});
