import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { systemClock } from '../../../src/core/base/clock';
import { seededRandom } from '../../../src/core/base/random';
import { collectKeys } from '../../../src/core/keyspace/bulk/collectKeys';
import type { ExportForm, ExportReport } from '../../../src/core/keyspace/bulk/exportKeys';
import { exportKeys } from '../../../src/core/keyspace/bulk/exportKeys';
import type { ImportOptions, ImportReport } from '../../../src/core/keyspace/bulk/importKeys';
import { importKeys, planImport } from '../../../src/core/keyspace/bulk/importKeys';
import { importSteps } from '../../../src/core/keyspace/bulk/importSteps';
import { readHeads } from '../../../src/core/keyspace/bulk/keyHeads';
import type { RedisConnection } from '../../../src/core/redis/redisConnection';
import type { RespClient } from '../../support/servers/respClient';
import { OpenConnections, rejection } from '../connectionHelpers';
import { mixedKeyspace } from './bulkKeys';
import { useServer, writeAll } from './keyspaceServer';

const FORMS: readonly ExportForm[] = ['commands', 'jsonLines', 'dump'];
const ALL = { keys: [], prefixes: [Buffer.alloc(0)] };
const never = new AbortController().signal;

async function exported(
  connection: RedisConnection,
  form: ExportForm,
): Promise<{ text: string; report: ExportReport; longest: number }> {
  const names = await collectKeys(connection, ALL, { signal: never });
  let text = '';
  let longest = 0;
  const write = (piece: string): Promise<void> => {
    text += piece;
    longest = Math.max(longest, piece.length);
    return Promise.resolve();
  };
  const report = await exportKeys(connection, names, { form, write });
  return { text, report, longest };
}

/** As a file comes, its pieces cut anywhere. */
function inPieces(text: string): AsyncIterable<Buffer> {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / 60_000);
  return Readable.from(Array.from({ length: count }, (_, at) => bytes.subarray(60_000 * at, 60_000 * (at + 1))));
}

async function imported(
  connection: RedisConnection,
  text: string,
  options: Partial<ImportOptions> = {},
): Promise<ImportReport> {
  return importKeys(connection, importSteps(inPieces(text)), { existing: 'stop', ...options });
}

/** What another client sees of every key: DUMP where its order is defined, else the sorted elements; and its TTL. */
async function picture(client: RespClient): Promise<Map<string, string>> {
  const keys = [];
  for (let cursor = '0'; ;) {
    const [next, page] = (await client.call('SCAN', cursor, 'COUNT', 1000)) as [Buffer, Buffer[]];
    keys.push(...page);
    cursor = next.toString();
    if (cursor === '0') break;
  }
  const seen = new Map<string, string>();
  for (const key of keys) {
    const type = String(await client.text('TYPE', key));
    const encoding = String(await client.text('OBJECT', 'ENCODING', key));
    const time = String(await client.text('PEXPIRETIME', key));
    const hex = (items: unknown): string[] => (items as Buffer[]).map((item) => item.toString('hex'));
    let content: unknown;
    if (encoding === 'hashtable' && type === 'set') content = hex(await client.call('SMEMBERS', key)).sort();
    else if (encoding === 'hashtable') {
      const flat = hex(await client.call('HGETALL', key));
      content = flat.flatMap((_, at) => (at % 2 === 0 ? [`${flat[at]}=${flat[at + 1]}`] : [])).sort();
    } else if (type === 'stream') content = await client.text('XINFO', 'STREAM', key, 'FULL', 'COUNT', 0);
    else content = ((await client.call('DUMP', key)) as Buffer).toString('hex');
    seen.set(key.toString('hex'), JSON.stringify([type, encoding, time, content]));
  }
  return seen;
}

describe('Export and import', function () {
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

  for (const form of FORMS) {
    it(`as ${form} brings a random keyspace with hostile text back into an emptied server, byte for byte`, async () => {
      await writeAll(server.writer, mixedKeyspace(seededRandom(7), 260));
      const before = await picture(server.writer);
      const { text, report } = await exported(connection, form);
      assert.equal(report.keys, before.size);
      assert.deepEqual([report.gone, report.failed, report.dumped.size], [0, 0, 0]);
      // eslint-disable-next-line no-control-regex -- that is what must not be there
      assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f\u202e\u2028]/, 'nothing in the file acts on a terminal');
      await server.writer.call('FLUSHALL');
      const plan = await planImport(importSteps(inPieces(text)), systemClock);
      assert.equal(plan.keys, before.size);
      const result = await imported(connection, text);
      assert.deepEqual(
        [result.written, result.refused, result.failure],
        [before.size, 0, undefined],
        String(result.refusal?.error),
      );
      const after = await picture(server.writer);
      assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort());
      for (const [key, value] of before)
        assert.equal(after.get(key), value, Buffer.from(key, 'hex').toString().slice(0, 50));
    });
  }

  it('is read by redis-cli: the same words, as the server itself gets them', async () => {
    await writeAll(server.writer, mixedKeyspace(seededRandom(3), 60));
    const before = await picture(server.writer);
    const { text } = await exported(connection, 'commands');
    await server.writer.call('FLUSHALL');
    const { execFileSync } = await import('node:child_process');
    const { findServer } = await import('../../support/servers/binaries');
    const found = await findServer('redis7');
    if (!found.available || found.cli === undefined) return;
    execFileSync(found.cli, ['-p', String(server.running.port)], {
      input: text,
      env: { ...process.env, ...found.env },
    });
    assert.deepEqual(await picture(server.writer), before);
  });

  it('reads large values in pieces', async () => {
    await server.writer.call('SET', 'big', Buffer.alloc(5_000_000, 'x'));
    await server.writer.call('EVAL', "for i = 1, 20000 do redis.call('HSET', 'h', 'f' .. i, i) end", 0);
    for (const form of ['commands', 'jsonLines'] as const) {
      const { longest } = await exported(connection, form);
      assert.ok(longest < 600_000, `${form}: ${String(longest)}`);
    }
  });

  it('asks what to do with keys that are there: skip, overwrite, stop', async () => {
    await writeAll(server.writer, [
      ['SET', 'a', 'new'],
      ['RPUSH', 'b', 'new'],
      ['SET', 'c', 'new'],
    ]);
    const { text } = await exported(connection, 'jsonLines');
    const sorted = text.trimEnd().split('\n').sort().join('\n');
    const reset = async (): Promise<void> => {
      await writeAll(server.writer, [['FLUSHALL'], ['RPUSH', 'b', 'old']]);
    };
    await reset();
    const skipped = await imported(connection, sorted, { existing: 'skip' });
    assert.deepEqual([skipped.written, skipped.skipped, skipped.overwritten], [2, 1, 0]);
    assert.deepEqual(await server.writer.text('LRANGE', 'b', 0, -1), ['old']);
    await reset();
    const replaced = await imported(connection, sorted, { existing: 'overwrite' });
    assert.deepEqual([replaced.written, replaced.skipped, replaced.overwritten], [3, 0, 1]);
    assert.deepEqual(await server.writer.text('LRANGE', 'b', 0, -1), ['new']);
    await reset();
    const stopped = await imported(connection, sorted);
    assert.deepEqual([stopped.written, stopped.stoppedAt?.toString(), stopped.line], [1, 'b', 1]);
    assert.equal(await server.writer.call('EXISTS', 'c'), 0);
  });

  it('lets nothing in but what an export writes, and names the line', async () => {
    const refused = [
      ...[
        'FLUSHALL',
        'CONFIG SET dir /tmp',
        'EVAL "return 1" 0',
        'SET a',
        'SET a b EX 1',
        'SET a b c',
        'ZADD z GT 1 m',
      ],
      ...[
        'RESTORE a 0 x REPLACE',
        'XGROUP DESTROY s g',
        'PEXPIREAT a soon',
        'SET "a',
        'SET "a"b c',
        '{"key":"a"}',
        '{"key',
      ],
      ...[
        '{"key":"a","type":"set","value":[]}',
        '{"key":{"base64":"?"},"type":"string","value":"x"}',
        'HSET h f',
        'DEL a',
      ],
    ];
    for (const line of refused) {
      const text = `SET first 1\n\n${line}\nSET last 1\n`;
      const error = await rejection(planImport(importSteps(inPieces(text)), systemClock), 'INVALID_INPUT');
      assert.match(error.message, /^Line 3: /, line);
    }
    assert.equal(await server.writer.call('DBSIZE'), 0);
  });

  it('tells which line the server refused, and goes on', async () => {
    const text = 'SET a 1\nRESTORE b 0 nonsense\nRPUSH a x\nSET c 1\n';
    const { written, refused, refusal } = await imported(connection, text);
    assert.deepEqual([written, refused, refusal?.line], [1, 2, 2]);
    assert.match(refusal?.error.message ?? '', /RESTORE/);
  });

  it('stops between batches, and says where', async () => {
    const abort = new AbortController();
    const text = Array.from({ length: 1000 }, (_, index) => `SET n${String(index)} 1`).join('\n');
    const onProgress = (line: number): void => {
      if (line >= 300) abort.abort();
    };
    const report = await imported(connection, text, { signal: abort.signal, onProgress });
    assert.deepEqual([report.line, report.written], [300, 300]);
    assert.equal(await server.writer.call('DBSIZE'), 300);
  });
});

describe('Export on redis6, which has no PEXPIRETIME', () => {
  const server = useServer({}, 'redis6');
  const connections = new OpenConnections();
  afterEach(() => {
    connections.close();
  });

  it('takes the times from PTTL, on a read-only connection too', async () => {
    for (const readOnly of [false, true]) {
      await writeAll(server.writer, [
        ['SET', 'a', '1', 'PX', 500_000],
        ['SET', 'b', '2'],
      ]);
      const connection = await connections.open(server.running.port, { readOnly });
      const heads = await readHeads(connection, [Buffer.from('a'), Buffer.from('b')], systemClock);
      const [a, b] = heads.map((head) => (head && 'type' in head ? head : undefined));
      const left = (a?.expireAt ?? 0) - systemClock.now();
      assert.ok(left > 0 && left <= 500_000, `${String(left)} ms are left`);
      assert.deepEqual([b?.type, b?.expireAt], ['string', undefined]);
    }
  });
});
