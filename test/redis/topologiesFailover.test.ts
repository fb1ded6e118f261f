import assert from 'node:assert/strict';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { RunningCluster } from '../support/servers/cluster';
import { startCluster } from '../support/servers/cluster';
import { need } from '../support/servers/need';
import { withClient } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { OpenConnections, rejection, stateOf } from './connectionHelpers';
import { clusterAt } from './topologyHelpers';

describe('When a primary of a cluster fails', function () {
  this.timeout(60_000);
  const connections = new OpenConnections();
  const unhandled: unknown[] = [];
  const onUnhandled = (error: unknown): void => {
    unhandled.push(error);
  };
  let cluster: RunningCluster;
  let connection: RedisConnection;
  /** Has the slot of `foo`, and the replica that follows it. */
  let third: RunningServer;
  let follower: RunningServer;

  before(() => {
    process.on('unhandledRejection', onUnhandled);
  });
  after(() => {
    process.off('unhandledRejection', onUnhandled);
  });
  beforeEach(async function () {
    await need(this, 'redis7');
    cluster = await startCluster({ replicas: 1 });
    [, , third, follower] = [...cluster.primaries, ...cluster.replicas.slice(2)] as [
      RunningServer,
      RunningServer,
      RunningServer,
      RunningServer,
    ];
    // The one that is going to fail is the only one that the profile names.
    connection = await connections.open(0, clusterAt([third]), undefined, { commandTimeoutMs: 1500 });
  });
  afterEach(async () => {
    connections.close();
    await cluster.stop();
    assert.deepEqual(unhandled, []);
  });

  /** The replica has what was written so far. */
  async function replicated(): Promise<void> {
    assert.equal(await withClient(third.address, (client) => client.call('WAIT', 1, 5000)), 1);
  }

  it('works again by itself on the replica, with nothing sent twice', async () => {
    await connection.send(['SET', 'foo', 0]);
    await connection.send(['SET', 'hello', 'other node']);
    await until('the replica to have it', async () =>
      String(await withClient(follower.address, (client) => client.text('INFO', 'keyspace'))).includes('keys=1')
        ? true
        : undefined,
    );
    const waiting = rejection(connection.send(['BLPOP', '{foo}list', 0], { timeoutMs: Infinity }), 'CONNECTION_LOST');
    process.kill(third.pid, 'SIGSTOP');
    // Written, but not read by the frozen server before it dies: nobody may write them again.
    const increments = Array.from({ length: 20 }, () => rejection(connection.send(['INCR', 'foo']), 'CONNECTION_LOST'));
    const split = rejection(
      connection.pipeline([
        ['INCR', 'hello:count'],
        ['INCR', 'foo'],
      ]),
      'CONNECTION_LOST',
    );
    await third.kill();
    await Promise.all([waiting, split, ...increments]);
    await stateOf(connection, 'reconnecting');
    await rejection(connection.send(['GET', 'foo']), 'NOT_CONNECTED');
    await stateOf(connection, 'ready');
    assert.equal(connection.epoch, 2);
    assert.equal(String(await connection.send(['GET', 'foo'])), '0');
    assert.equal(String(await connection.send(['GET', 'hello'])), 'other node');
    assert.equal(connection.nodeOf('foo')?.address, `127.0.0.1:${String(follower.port)}`);
    assert.equal(await withClient(follower.address, (client) => client.text('GET', 'foo')), '0');
  });

  it('takes over without losing the connection when it is asked to', async () => {
    await connection.send(['SET', 'foo', 'x']);
    await replicated();
    const isPrimary = async (): Promise<true | undefined> =>
      String(await withClient(follower.address, (client) => client.text('ROLE'))).startsWith('master') || undefined;
    // The server gives a failover up after 5 s, as on a busy machine, and does not begin it again by itself.
    await until('the replica to take over', async () => {
      await withClient(follower.address, (client) => client.call('CLUSTER', 'FAILOVER'));
      return await until('the failover', isPrimary, 5500);
    });
    await connection.send(['SET', 'foo', 'y']);
    assert.equal(await withClient(follower.address, (client) => client.text('GET', 'foo')), 'y');
    assert.equal(connection.epoch, 1);
    // The nodes hear of it one after the other, and any of them may be asked.
    const isKnown = async (): Promise<true | undefined> =>
      (await connection.refreshNodes())[2]?.address === `127.0.0.1:${String(follower.port)}` || undefined;
    await until('the layout to say so', isKnown);
  });

  it('gives up a primary that is frozen, though the others answer', async () => {
    await connection.send(['SET', 'foo', 'x']);
    await replicated();
    process.kill(third.pid, 'SIGSTOP');
    try {
      const stuck = rejection(connection.send(['GET', 'foo']), 'COMMAND_TIMEOUT');
      for (const key of ['hello', 'c', 'hello']) await connection.send(['EXISTS', key]);
      await stuck;
      await stateOf(connection, 'reconnecting');
      await stateOf(connection, 'ready');
      assert.equal(String(await connection.send(['GET', 'foo'])), 'x');
    } finally {
      process.kill(third.pid, 'SIGCONT');
    }
  });

  it('explains CLUSTERDOWN while there is nobody to take over', async () => {
    await follower.kill();
    const [first] = cluster.primaries;
    assert.ok(first);
    const other = await connections.open(0, clusterAt([first]));
    await withClient(first.address, (client) => client.call('CLUSTER', 'DELSLOTS', 866));
    const error = await rejection(other.send(['GET', 'hello']), 'CLUSTER_DOWN');
    assert.match(error.message, /CLUSTER INFO/);
  });
});
