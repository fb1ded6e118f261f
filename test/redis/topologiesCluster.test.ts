import assert from 'node:assert/strict';
import { ReplyError } from '../../src/core/redis/reply';
import type { Command } from '../../src/core/redis/reply';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import { ensureLoaded, runScript, scriptCommand, scriptSha } from '../../src/core/redis/scripts';
import type { TraceEntry } from '../../src/core/redis/trace';
import { KeyScan } from '../../src/core/keyspace/scan';
import type { RunningCluster } from '../support/servers/cluster';
import { startCluster } from '../support/servers/cluster';
import { need } from '../support/servers/need';
import { withClient } from '../support/servers/respClient';
import { startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { clusterAt } from './topologyHelpers';
import { OpenConnections, rejection } from './connectionHelpers';

/** One key for each primary of three, in their order: slots 866, 7365 and 12182 by `CLUSTER KEYSLOT`. */
const KEYS = ['hello', 'c', 'foo'] as const;

describe('In a cluster', function () {
  this.timeout(60_000);
  const connections = new OpenConnections();
  let cluster: RunningCluster;
  let connection: RedisConnection;
  let trace: TraceEntry[];

  before(async function () {
    await need(this, 'redis7');
    cluster = await startCluster();
  });
  after(() => cluster.stop());
  beforeEach(async () => {
    connection = await connections.open(0, clusterAt(cluster.primaries.slice(0, 1)));
    for (const { executor } of connection.nodes()) await executor.send(['FLUSHALL']);
    trace = [];
    connection.onDidTrace((entry) => trace.push(entry));
  });
  afterEach(() => {
    connections.close();
  });

  /** How many different round trips the trace tells of. */
  function roundTrips(): number {
    return new Set(trace.map(({ roundTrip }) => roundTrip)).size;
  }

  /** Whether each primary has the script, as it says itself. */
  async function knownBy(sha: string): Promise<unknown[]> {
    const ask = cluster.primaries.map(({ address }) =>
      withClient(address, (client) => client.text('SCRIPT', 'EXISTS', sha)),
    );
    return (await Promise.all(ask)).flat();
  }

  async function texts(commands: readonly Command[]): Promise<(string | null)[]> {
    const replies = await connection.pipeline(commands);
    return replies.map((reply) => (reply === null ? null : String(reply)));
  }

  it('knows the cluster, and is seen by its name on every primary', async () => {
    const { capabilities } = connection;
    assert.deepEqual(capabilities?.mode, { known: true, value: 'cluster' });
    assert.deepEqual(capabilities.primaries, { known: true, value: 3 });
    assert.deepEqual(capabilities.replication, { known: true, value: { replicas: 0 } });
    for (const { address } of cluster.primaries) {
      const list = String(await withClient(address, (client) => client.text('CLIENT', 'LIST')));
      assert.equal(list.match(/name=vscode-redis-patterns /g)?.length, 1);
    }
  });

  it('sends each command to the node that has its key, in one round trip', async () => {
    for (const key of KEYS) await connection.send(['SET', key, `value of ${key}`]);
    const owners = KEYS.map((key) => connection.nodeOf(key)?.address);
    assert.equal(new Set(owners).size, 3);
    for (const [index, key] of KEYS.entries()) {
      const server = cluster.primaries.find(({ port }) => owners[index] === `127.0.0.1:${String(port)}`);
      assert.ok(server);
      assert.equal(await withClient(server.address, (client) => client.text('GET', key)), `value of ${key}`);
    }
    assert.equal(trace.length, 3);
  });

  it('tells slots as the servers do, hash tags among them', async () => {
    const keys = [
      '',
      'foo',
      '{user}:1',
      '{}user',
      'a{b}c{d}',
      'a{{b}}',
      '{a',
      'a}b{',
      Buffer.from([0xff, 0, 0x7b, 0x80, 0x7d]),
    ];
    for (const key of keys)
      assert.equal(connection.slotOf(key), await connection.send(['CLUSTER', 'KEYSLOT', key]), String(key));
    assert.equal(connection.slotOf('{user}:1'), connection.slotOf('user'));
  });

  it('splits a pipeline by node, answers in order, and counts a round trip for each node', async () => {
    const commands = Array.from({ length: 30 }, (_, index): Command => ['SET', `key:${String(index)}`, index]);
    await connection.pipeline(commands);
    assert.equal(roundTrips(), 3);
    assert.equal(trace.length, 30);
    assert.equal(new Set(trace.map(({ id }) => id)).size, 30);
    const got = await texts(Array.from({ length: 30 }, (_, index): Command => ['GET', `key:${String(index)}`]));
    assert.deepEqual(
      got,
      Array.from({ length: 30 }, (_, index) => String(index)),
    );
    trace = [];
    const [incremented, refused, value] = await connection.pipeline([
      ['INCR', '{a}'],
      ['LPUSH', '{a}', 'x'],
      ['GET', '{a}'],
    ]);
    assert.equal(incremented, 1);
    assert.ok(refused instanceof ReplyError);
    assert.equal(String(value), '1');
    assert.equal(roundTrips(), 1);
  });

  it('keeps the order of one tick on one node', async () => {
    const all = Array.from({ length: 50 }, async () => {
      const before = Number((await connection.send(['GET', '{t}count'])) ?? 0);
      await connection.send(['SET', '{t}count', before + 1]);
    });
    await Promise.all(all);
    assert.equal(String(await connection.send(['GET', '{t}count'])), '1');
  });

  it('keeps a transaction together on its node, and refuses one that cannot be', async () => {
    const commands: Command[] = [
      ['SET', 'foo', 1],
      ['MULTI'],
      ['INCR', '{bar}n'],
      ['GET', '{bar}n'],
      ['EXEC'],
      ['GET', 'foo'],
    ];
    const replies = await connection.pipeline(commands);
    assert.deepEqual(replies[4], [1, Buffer.from('1')]);
    assert.equal(String(replies[5]), '1');
    assert.equal(roundTrips(), 2);
    trace = [];
    const across: Command[] = [['MULTI'], ['INCR', 'foo'], ['INCR', 'bar'], ['EXEC']];
    const error = await rejection(connection.pipeline(across), 'CROSS_SLOT');
    assert.match(error.message, /transaction was not sent.*\{hash tag\}/);
    assert.equal(trace.length, 0);
  });

  it('refuses commands across slots before anything is sent, and says what to do', async () => {
    const commands: Command[] = [
      ['MGET', 'foo', 'bar'],
      ['EVAL', 'return 1', 2, 'foo', 'bar'],
      ['ZUNIONSTORE', 'foo', 1, 'bar'],
      ['XREAD', 'STREAMS', 'foo', 'bar', 0, 0],
    ];
    for (const command of commands) {
      const error = await rejection(connection.pipeline([['SET', 'foo', 'x'], command]), 'CROSS_SLOT');
      assert.match(error.message, new RegExp(`^${command[0]} was not sent.*\\{hash tag\\}`));
    }
    assert.equal(trace.length, 0);
    assert.deepEqual(await connection.send(['MGET', '{foo}1', '{foo}2']), [null, null]);
  });

  it('wants a node for what is about one node, and finds all keys over all of them', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `scan:${String(index)}`);
    await connection.pipeline(names.map((name): Command => ['SET', name, 'x']));
    for (const name of ['SCAN', 'KEYS', 'DBSIZE', 'RANDOMKEY', 'flushall']) {
      const error = await rejection(connection.send([name, '0']), 'INVALID_INPUT');
      assert.match(error.message, /on every primary/);
    }
    const nodes = connection.nodes();
    assert.deepEqual(
      nodes.map(({ address, role }) => [address, role]),
      cluster.primaries.map(({ port }) => [`127.0.0.1:${String(port)}`, 'primary']),
    );
    const found: string[] = [];
    for (const { executor } of nodes) {
      await new KeyScan(executor).next((page) => found.push(...page.map(String)));
    }
    assert.deepEqual(found.sort(), names.sort());
    assert.deepEqual(
      nodes.map(({ id }) => id).sort(),
      (
        await Promise.all(
          cluster.primaries.map(({ address }) => withClient(address, (client) => client.text('CLUSTER', 'MYID'))),
        )
      ).sort(),
    );
    assert.equal(String(await connection.send(['PING'])), 'PONG');
  });

  it('teaches scripts to every primary', async () => {
    const script = { name: 'own', lua: 'return redis.call("INCRBY", KEYS[1], ARGV[1])', keyCount: 1 };
    await connection.send(['SCRIPT', 'FLUSH']);
    for (const key of KEYS) assert.equal(await runScript(connection, script, [key], [2]), 2);
    await connection.send(['SCRIPT', 'FLUSH']);
    assert.deepEqual(await knownBy(scriptSha(script)), [0, 0, 0]);
    await ensureLoaded(connection, [script]);
    assert.deepEqual(await knownBy(scriptSha(script)), [1, 1, 1]);
    const replies = await connection.pipeline(KEYS.map((key) => scriptCommand(script, [key], [1])));
    assert.deepEqual(replies, [3, 3, 3]);
  });

  it('guards and masks as everywhere', async () => {
    const readOnly = await connections.open(0, { ...clusterAt(cluster.primaries), readOnly: true });
    await rejection(readOnly.send(['SET', 'foo', 'x']), 'READ_ONLY_CONNECTION');
    for (const { executor } of readOnly.nodes()) await rejection(executor.send(['FLUSHALL']), 'READ_ONLY_CONNECTION');
    assert.equal(await readOnly.send(['GET', 'foo']), null);
    const fenced = connection.scope({ writePrefix: 'demo:{1}' });
    await rejection(fenced.send(['SET', 'foo', 'x']), 'OUTSIDE_DEMO_PREFIX');
    await fenced.send(['SET', 'demo:{1}:a', 'x']);
    await connection.send(['CONFIG', 'SET', 'masterauth', 'my-secret']);
    assert.doesNotMatch(JSON.stringify(trace), /my-secret/);
  });

  it('finds its way without the list of commands', async () => {
    const server = cluster.primaries;
    for (const { address } of server) {
      await withClient(address, (client) =>
        client.call('ACL', 'SETUSER', 'blind', 'on', '>pw', '~*', '+@all', '-command'),
      );
    }
    const blind = await connections.open(0, { ...clusterAt(server), username: 'blind' }, 'pw');
    for (const key of KEYS) await blind.send(['SET', key, key]);
    assert.equal(String(await blind.send(['OBJECT', 'ENCODING', 'foo'])), 'embstr');
  });

  it('says what is wrong with the profile or the nodes', async () => {
    const numbered = connections.make(0, { ...clusterAt(cluster.primaries), database: 1 });
    await rejection(numbered.connect(), 'DATABASE_OUT_OF_RANGE');
    const plain = await startServer('redis7');
    try {
      const wrong = await rejection(connections.make(0, clusterAt([plain])).connect(), 'NOT_AVAILABLE');
      assert.match(wrong.message, /not part of a cluster/);
    } finally {
      await plain.stop();
    }
    const nowhere = clusterAt([
      { host: '127.0.0.1', port: 1 },
      { host: '127.0.0.1', port: 2 },
    ]);
    const none = await rejection(connections.make(0, nowhere).connect(), 'CONNECT_REFUSED');
    assert.match(none.message, /None of the 2 known nodes.*127\.0\.0\.1:1\b/);
  });

  it('begins with any node that answers, and goes where the address map says', async () => {
    const [first, second, third] = cluster.primaries;
    assert.ok(first && second && third);
    const seeds = [{ host: '127.0.0.1', port: 1 }, first];
    const natMap = { [`127.0.0.1:${String(second.port)}`]: `localhost:${String(second.port)}` };
    const mapped = await connections.open(0, clusterAt(seeds, natMap));
    assert.equal(mapped.nodes()[1]?.address, `localhost:${String(second.port)}`);
    for (const key of KEYS) await mapped.send(['SET', key, key]);
    const wrong = { [`127.0.0.1:${String(third.port)}`]: '127.0.0.1:1' };
    const error = await rejection(connections.make(0, clusterAt(seeds, wrong)).connect(), 'CONNECT_REFUSED');
    assert.match(error.message, /primary that the cluster names.*127\.0\.0\.1:1\b.*map its address/);
  });

  it('leaves no client behind', async () => {
    connection.dispose();
    for (const { address } of cluster.primaries) {
      await until('the last client to go', async () => {
        const list = String(await withClient(address, (client) => client.text('CLIENT', 'LIST')));
        return list.includes('vscode-redis-patterns') ? undefined : true;
      });
    }
  });
});
