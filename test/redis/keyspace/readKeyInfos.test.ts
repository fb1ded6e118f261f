import assert from 'node:assert/strict';
import { readKeyInfo, readKeyInfos } from '../../../src/core/keyspace/readKeyInfo';
import { RedisConnection } from '../../../src/core/redis/redisConnection';
import type { Command } from '../../../src/core/redis/reply';
import { profileAt } from '../connectionHelpers';
import { useServer, writeAll } from './keyspaceServer';

const NAMES = ['string', 'hash', 'list', 'set', 'zset', 'stream', 'hll', 'gone', '\xff\x00'];
const KEYS = NAMES.map((name) => Buffer.from(name, 'latin1'));

const CREATE: readonly Command[] = [
  ['SET', 'string', 'five5', 'PX', 50_000],
  ['HSET', 'hash', 'a', '1', 'b', '2'],
  ['RPUSH', 'list', 'a', 'b', 'c'],
  ['SADD', 'set', 'a'],
  ['ZADD', 'zset', 1, 'a', 2, 'b'],
  ['XADD', 'stream', '*', 'a', 'b'],
  ['PFADD', 'hll', 'a'],
  ['SET', Buffer.from('\xff\x00', 'latin1'), ''],
];

describe('reading the facts of many keys', function () {
  this.timeout(20_000);
  const server = useServer({ aclUsers: ['some on >secret +@read +@connection %R~string ~list -object -memory'] });

  beforeEach(async () => {
    await writeAll(server.writer, CREATE);
  });

  it('tells type, TTL and length in two round trips, in the order asked', async () => {
    const trips = new Set<number>();
    const trace = server.reader.onDidTrace(({ roundTrip }) => trips.add(roundTrip));
    const infos = await readKeyInfos(server.reader, KEYS);
    trace.dispose();
    assert.equal(trips.size, 2);
    assert.deepEqual(
      infos.map((info) => info && [info.key.toString('latin1'), info.type, info.length]),
      [
        ['string', 'string', 5],
        ['hash', 'hash', 2],
        ['list', 'list', 3],
        ['set', 'set', 1],
        ['zset', 'zset', 2],
        ['stream', 'stream', 1],
        ['hll', 'string', Number(await server.writer.call('STRLEN', 'hll'))],
        undefined,
        ['\xff\x00', 'string', 0],
      ],
    );
    const [first, second] = infos;
    assert.ok(first?.ttl.kind === 'expires' && first.ttl.ms > 40_000 && first.ttl.ms <= 50_000);
    assert.deepEqual(second?.ttl, { kind: 'none' });
  });

  it('does not count as use of the keys when lengths are left out', async () => {
    const idle = (): Promise<unknown[]> =>
      Promise.all(['string', 'zset'].map((name) => server.writer.call('OBJECT', 'IDLETIME', name)));
    while (!(await idle()).every((seconds) => Number(seconds) >= 1)) await new Promise((go) => setTimeout(go, 100));
    const infos = await readKeyInfos(server.reader, KEYS, undefined, { lengths: false });
    assert.ok(infos.every((info) => info?.length === undefined));
    const info = await readKeyInfo(server.reader, Buffer.from('zset'));
    assert.ok((info?.idle ?? 0) >= 1);
    assert.ok((await idle()).every((seconds) => Number(seconds) >= 1));
  });

  it('leaves out what the user may not know, key by key', async () => {
    const profile = profileAt(server.running.port, { username: 'some' });
    const connection = new RedisConnection({ profile, password: () => Promise.resolve('secret') });
    await connection.connect();
    try {
      const infos = await readKeyInfos(connection, KEYS.slice(0, 3));
      assert.deepEqual(
        infos.map((info) => [info?.type, info?.ttl.kind, info?.length]),
        [
          ['string', 'expires', 5],
          ['unknown', 'unknown', undefined],
          ['list', 'none', 3],
        ],
      );
      const info = await readKeyInfo(connection, Buffer.from('list'));
      assert.deepEqual(Object.keys(info ?? {}).sort(), ['key', 'ttl', 'type']);
      await assert.rejects(readKeyInfo(connection, Buffer.from('hash')), { code: 'NO_PERMISSION' });
    } finally {
      connection.dispose();
    }
  });

  it('sends nothing for no keys', async () => {
    let sent = 0;
    const trace = server.reader.onDidTrace(() => sent++);
    assert.deepEqual(await readKeyInfos(server.reader, []), []);
    trace.dispose();
    assert.equal(sent, 0);
  });
});
