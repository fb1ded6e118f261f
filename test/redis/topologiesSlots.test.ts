import assert from 'node:assert/strict';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { TraceEntry } from '../../src/core/redis/trace';
import type { RunningCluster } from '../support/servers/cluster';
import { startCluster } from '../support/servers/cluster';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import { until } from '../support/servers/until';
import { OpenConnections, rejection } from './connectionHelpers';
import { clusterAt } from './topologyHelpers';

describe('While slots move', function () {
  this.timeout(60_000);
  const connections = new OpenConnections();
  let cluster: RunningCluster;
  let connection: RedisConnection;
  let admins: RespClient[];
  let ids: string[];
  let trace: TraceEntry[];
  /** `foo` is on the third primary and goes to the first. */
  const slot = 12_182;

  beforeEach(async function () {
    await need(this, 'redis7');
    cluster = await startCluster();
    admins = await Promise.all(cluster.primaries.map(({ address }) => connectResp(address)));
    ids = (await Promise.all(admins.map((admin) => admin.text('CLUSTER', 'MYID')))).map(String);
    connection = await connections.open(0, clusterAt(cluster.primaries));
    trace = [];
    connection.onDidTrace((entry) => trace.push(entry));
  });
  afterEach(async () => {
    connections.close();
    for (const admin of admins) admin.close();
    await cluster.stop();
  });

  async function beginMoving(): Promise<void> {
    await admins[0]?.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', ids[2] ?? '');
    await admins[2]?.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', ids[0] ?? '');
  }

  async function moveKey(key: string): Promise<void> {
    const port = cluster.primaries[0]?.port ?? 0;
    await admins[2]?.call('MIGRATE', '127.0.0.1', port, key, 0, 5000);
  }

  async function endMoving(): Promise<void> {
    for (const index of [0, 2, 1]) await admins[index]?.call('CLUSTER', 'SETSLOT', slot, 'NODE', ids[0] ?? '');
  }

  it('follows MOVED, and goes straight there afterwards', async () => {
    await beginMoving();
    await endMoving();
    await connection.send(['SET', 'foo', 'x']);
    assert.deepEqual(
      trace.map(({ outcome }) => outcome.kind),
      ['error', 'reply'],
    );
    assert.equal(new Set(trace.map(({ roundTrip }) => roundTrip)).size, 2);
    assert.equal(await admins[0]?.text('GET', 'foo'), 'x');
    assert.equal(connection.nodeOf('foo')?.id, ids[0]);
    trace = [];
    assert.equal(String(await connection.send(['GET', 'foo'])), 'x');
    assert.equal(trace.length, 1);
    assert.equal(connection.epoch, 1);
  });

  it('follows MOVED within a pipeline and a transaction, each command done once', async () => {
    await beginMoving();
    await endMoving();
    const replies = await connection.pipeline([
      ['INCR', '{foo}a'],
      ['INCR', 'bar'],
      ['MULTI'],
      ['INCR', '{foo}a'],
      ['INCR', '{foo}b'],
      ['EXEC'],
      ['INCR', '{foo}a'],
      ['INCR', 'bar'],
    ]);
    assert.deepEqual(
      [0, 1, 5, 6, 7].map((index) => replies[index]),
      [1, 1, [2, 1], 3, 2],
    );
  });

  it('follows ASK for keys that have gone, and stays for those that have not', async () => {
    await connection.pipeline([
      ['SET', '{foo}gone', 'a'],
      ['SET', '{foo}here', 'b'],
    ]);
    await beginMoving();
    await moveKey('{foo}gone');
    trace = [];
    const replies = await connection.pipeline([
      ['GET', '{foo}gone'],
      ['GET', '{foo}here'],
      ['SET', '{foo}new', 'c'],
      ['MULTI'],
      ['APPEND', '{foo}gone', '!'],
      ['EXEC'],
    ]);
    assert.deepEqual(
      [0, 1, 2].map((index) => String(replies[index])),
      ['a', 'b', 'OK'],
    );
    assert.deepEqual(replies[5], [2]);
    assert.equal(connection.nodeOf('foo')?.id, ids[2]);
    assert.ok(trace.every(({ command }) => command[0] !== 'ASKING'));
    await moveKey('{foo}here');
    await endMoving();
    assert.deepEqual(
      (
        await connection.pipeline([
          ['GET', '{foo}here'],
          ['GET', '{foo}new'],
        ])
      ).map(String),
      ['b', 'c'],
    );
  });

  it('waits out TRYAGAIN, and gives up when nobody waits any more', async () => {
    await connection.pipeline([
      ['SET', '{foo}1', 'a'],
      ['SET', '{foo}2', 'b'],
    ]);
    await beginMoving();
    await moveKey('{foo}1');
    const early = connection.send(['DEL', '{foo}1', '{foo}2'], { timeoutMs: 120 });
    await rejection(early, 'COMMAND_TIMEOUT');
    const both = connection.send(['MGET', '{foo}1', '{foo}2']);
    await moveKey('{foo}2');
    await endMoving();
    assert.deepEqual(((await both) as Buffer[]).map(String), ['a', 'b']);
    // What was given up must not be done behind the user's back.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(await connection.send(['EXISTS', '{foo}1', '{foo}2']), 2);
  });

  it('tells of TRYAGAIN when it does not end', async () => {
    await connection.pipeline([
      ['SET', '{foo}1', 'a'],
      ['SET', '{foo}2', 'b'],
    ]);
    await beginMoving();
    await moveKey('{foo}1');
    await rejection(connection.send(['MGET', '{foo}1', '{foo}2']), 'TRY_AGAIN');
    assert.equal(trace.filter(({ command }) => command[0] === 'MGET').length, 8);
  });

  it('hears of nodes that came or went when it asks, and lets go of those that went', async () => {
    const [, gone] = connection.nodes();
    assert.ok(gone);
    const second = Array.from({ length: 10_922 - 5461 }, (_, index) => index + 5461);
    // The newer claim wins: without it a greeting of the second node that is still under way takes the slots back.
    await admins[0]?.call('CLUSTER', 'BUMPEPOCH');
    for (const admin of admins) {
      await admin.pipeline(second.map((moved) => ['CLUSTER', 'SETSLOT', moved, 'NODE', ids[0] ?? '']));
    }
    const waiting = gone.executor.send(['INFO']);
    const nodes = await connection.refreshNodes();
    assert.ok(await waiting);
    assert.deepEqual(
      nodes.map(({ id }) => id),
      [ids[0], ids[2]],
    );
    await rejection(gone.executor.send(['DBSIZE']), 'NOT_FOUND');
    assert.equal(connection.nodeOf('c')?.id, ids[0]);
    await until('the link to go', async () =>
      String(await admins[1]?.text('CLIENT', 'LIST')).includes('vscode-redis-patterns') ? undefined : true,
    );
    assert.equal(connection.epoch, 1);
  });
});
