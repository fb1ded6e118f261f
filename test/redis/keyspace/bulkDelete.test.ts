import assert from 'node:assert/strict';
import type { DeleteOptions } from '../../../src/core/keyspace/bulk/deleteKeys';
import { deleteKeys } from '../../../src/core/keyspace/bulk/deleteKeys';
import type { KeySelection } from '../../../src/core/keyspace/bulk/collectKeys';
import { collectKeys } from '../../../src/core/keyspace/bulk/collectKeys';
import type { NameArena } from '../../../src/core/keyspace/nameArena';
import type { RedisConnection } from '../../../src/core/redis/redisConnection';
import type { RunningCluster } from '../../support/servers/cluster';
import { startCluster } from '../../support/servers/cluster';
import { need } from '../../support/servers/need';
import type { RespClient } from '../../support/servers/respClient';
import { OpenConnections } from '../connectionHelpers';
import { clusterAt } from '../topologyHelpers';
import { useServer, writeAll } from './keyspaceServer';

const FILL = "for i = ARGV[1], ARGV[2] do redis.call('SET', KEYS[1] .. i, 'x') end";

/** Many keys, in scripts that each end within milliseconds. */
async function fill(client: RespClient, prefix: string | Buffer, count: number): Promise<void> {
  for (let at = 1; at <= count; at += 10_000) {
    await client.call('EVAL', FILL, 1, prefix, at, Math.min(count, at + 9999));
  }
}

function collect(connection: RedisConnection, selection: Partial<KeySelection>): Promise<NameArena> {
  return collectKeys(connection, { keys: [], prefixes: [], ...selection }, { signal: new AbortController().signal });
}

async function deletePrefix(connection: RedisConnection, prefix: string | Buffer, options: DeleteOptions = {}) {
  return deleteKeys(connection, await collect(connection, { prefixes: [Buffer.from(prefix)] }), options);
}

describe('Deleting keys', function () {
  this.timeout(120_000);
  const server = useServer();
  const connections = new OpenConnections();
  let connection: RedisConnection;

  beforeEach(async () => {
    connection = await connections.open(server.running.port);
  });
  afterEach(() => {
    connections.close();
  });

  it('deletes a namespace of 200 000 keys, exactly, and tells how far it is', async () => {
    await fill(server.writer, 'big:', 200_000);
    await fill(server.writer, 'bigger:', 1000);
    const found: number[] = [];
    const signal = new AbortController().signal;
    const names = await collectKeys(
      connection,
      { keys: [], prefixes: [Buffer.from('big:')] },
      { signal, onProgress: (progress) => found.push(progress.found) },
    );
    assert.equal(names.count, 200_000);
    assert.ok(found.length > 1 && found.every((count, at) => count >= (found[at - 1] ?? 0)), found.join());
    const done: number[] = [];
    await server.writer.call('UNLINK', 'big:1', 'big:2', 'big:3');
    await server.writer.call('SET', 'big:born meanwhile', 'x');
    const report = await deleteKeys(connection, names, { onProgress: (count) => done.push(count) });
    assert.deepEqual(report, { deleted: 199_997, gone: 3, left: 0, unknown: 0, refused: 0 });
    assert.equal(done.length, 400);
    assert.ok(
      done.every((count, at) => count > (done[at - 1] ?? 0)),
      'progress goes up',
    );
    assert.equal(await server.writer.call('DBSIZE'), 1001, 'what was not counted stays');
    assert.equal(await server.writer.call('EXISTS', 'big:born meanwhile'), 1);
    const stats = String(await server.writer.text('INFO', 'commandstats'));
    assert.doesNotMatch(stats, /cmdstat_(del|keys):/);
  });

  it('leaves the rest when it is stopped half-way, and the counts add up', async () => {
    await fill(server.writer, 'n:', 200_000);
    const names = await collect(connection, { prefixes: [Buffer.from('n:')] });
    const abort = new AbortController();
    const onProgress = (done: number): void => {
      if (done >= 100_000) abort.abort();
    };
    const report = await deleteKeys(connection, names, { signal: abort.signal, onProgress });
    assert.deepEqual(report, { deleted: 100_000, gone: 0, left: 100_000, unknown: 0, refused: 0 });
    assert.equal(await server.writer.call('DBSIZE'), 100_000);
  });

  it('takes a prefix as it is written, and names as bytes', async () => {
    const binary = Buffer.from([0xff, 0x00, 0x5b, 0x2a, 0x3a]);
    for (const prefix of ['a*b:', 'a?b:', '[ab]:', 'a\\b:', '^-:', binary]) {
      await server.writer.call('FLUSHALL');
      await fill(server.writer, prefix, 20);
      await writeAll(
        server.writer,
        ['aXb:1', 'axxb:1', 'a:1', 'b:1', 'ab:1', Buffer.from([0xff, 0x00])].map((key) => ['SET', key, 'x']),
      );
      const report = await deletePrefix(connection, prefix);
      assert.equal(report.deleted, 20, String(prefix));
      assert.equal(await server.writer.call('DBSIZE'), 6);
    }
  });

  it('deletes only what the filter of the view shows, and a key that is in two choices once', async () => {
    await writeAll(server.writer, [
      ['SET', 'n:text', 'x'],
      ['RPUSH', 'n:list', 'x'],
      ['SET', 'n:long'.padEnd(65_536, '-'), 'x'],
    ]);
    const lists = await collect(connection, { prefixes: [Buffer.from('n:')], filter: { type: 'list' } });
    assert.equal((await deleteKeys(connection, lists)).deleted, 1);
    const rest = await collect(connection, {
      prefixes: [Buffer.from('n:'), Buffer.from('n:t')],
      keys: [Buffer.from('n:text'), Buffer.from('not there')],
    });
    assert.deepEqual(await deleteKeys(connection, rest), { deleted: 2, gone: 1, left: 0, unknown: 0, refused: 0 });
  });

  it('says that it is not allowed, deletes nothing more, and counts what is left', async () => {
    await fill(server.writer, 'n:', 1200);
    await server.writer.call('ACL', 'SETUSER', 'reader', 'on', 'nopass', '~*', '&*', '+@all', '-unlink');
    const reader = await connections.open(server.running.port, { username: 'reader' }, 'any');
    const report = await deletePrefix(reader, 'n:');
    assert.equal(report.failure?.code, 'NO_PERMISSION');
    assert.match(report.failure.message, /may not run UNLINK/);
    assert.deepEqual([report.deleted, report.refused, report.left], [0, 500, 700]);
    assert.equal(await server.writer.call('DBSIZE'), 1200);
  });

  it('sends nothing on a read-only connection', async () => {
    await fill(server.writer, 'n:', 10);
    const report = await deletePrefix(server.reader, 'n:');
    assert.deepEqual([report.failure?.code, report.deleted, report.left], ['READ_ONLY_CONNECTION', 0, 10]);
  });
});

describe('Deleting keys of a cluster', function () {
  this.timeout(60_000);
  const connections = new OpenConnections();
  let cluster: RunningCluster;

  before(async function () {
    await need(this, 'redis7');
    cluster = await startCluster();
  });
  after(() => cluster.stop());
  afterEach(() => {
    connections.close();
  });

  it('counts on every primary, and sends each name to the node that has it', async () => {
    const connection = await connections.open(0, clusterAt(cluster.primaries.slice(0, 1)));
    const names = Array.from({ length: 3000 }, (_, index) => `n:${String(index)}`);
    await connection.pipeline([...names, 'other:1'].map((name) => ['SET', name, 'x'] as const));
    const report = await deletePrefix(connection, 'n:');
    assert.deepEqual(report, { deleted: 3000, gone: 0, left: 0, unknown: 0, refused: 0 });
    const left = await Promise.all(connection.nodes().map(({ executor }) => executor.send(['DBSIZE'])));
    assert.equal(
      left.map(Number).reduce((sum, count) => sum + count),
      1,
    );
  });
});
