import assert from 'node:assert/strict';
import type { StreamContent } from '../../../src/core/keyspace/keyTypes';
import { readKeyValue } from '../../../src/core/keyspace/readKeyValue';
import { readStreamConsumers, readStreamEntries, readStreamPending } from '../../../src/core/keyspace/readers/stream';
import type { Command } from '../../../src/core/redis/reply';
import { rejection } from '../connectionHelpers';
import { useServer, writeAll } from './keyspaceServer';

const KEY = Buffer.from('key\xff\x00', 'latin1');
const GROUP = Buffer.from([0xff, 0x00, 0x67]);

describe('reading a stream', function () {
  this.timeout(30_000);
  const server = useServer();

  const fill = (count: number): Promise<void> =>
    writeAll(
      server.writer,
      Array.from({ length: count }, (_, at): Command => ['XADD', KEY, `${String(at + 1)}-0`, 'n', String(at + 1)]),
    );

  async function content(): Promise<StreamContent> {
    const value = await readKeyValue(server.reader, KEY);
    assert.equal(value?.content.kind, 'stream');
    return value.content;
  }

  it('tells an empty one from one that is not there', async () => {
    assert.equal(await readKeyValue(server.reader, KEY), undefined);
    await writeAll(server.writer, [
      ['XADD', KEY, '1-1', 'f', 'v'],
      ['XDEL', KEY, '1-1'],
    ]);
    assert.deepEqual(await content(), { kind: 'stream', entries: [], groups: [] });
    assert.equal((await readKeyValue(server.reader, KEY))?.info.length, 0);
    assert.deepEqual(await readStreamEntries(server.reader, KEY, { newestFirst: false }), { rows: [] });
  });

  it('brings fields as bytes, repeated ones too', async () => {
    const field = Buffer.from([0xfe, 0]);
    await server.writer.call('XADD', KEY, '5-0', field, field, 'a', '1', 'a', '2');
    assert.deepEqual((await content()).entries, [
      {
        id: '5-0',
        fields: [
          { name: field, value: field },
          { name: Buffer.from('a'), value: Buffer.from('1') },
          { name: Buffer.from('a'), value: Buffer.from('2') },
        ],
      },
    ]);
  });

  it('begins at an id, or at a time alone with all of its entries, whether it is there or not', async () => {
    await writeAll(
      server.writer,
      ['1-0', '5-0', '5-1', '9-0'].map((id): Command => ['XADD', KEY, id, 'n', '1']),
    );
    const ids = async (newestFirst: boolean, start: string) =>
      (await readStreamEntries(server.reader, KEY, { newestFirst, start })).rows.map(({ id }) => id);
    assert.deepEqual(await ids(false, '5'), ['5-0', '5-1', '9-0']);
    assert.deepEqual(await ids(true, '5'), ['5-1', '5-0', '1-0']);
    assert.deepEqual(await ids(false, '5-1'), ['5-1', '9-0']);
    assert.deepEqual(await ids(true, '7'), ['5-1', '5-0', '1-0']);
    assert.deepEqual(await ids(false, '10'), []);
    await rejection(readStreamEntries(server.reader, KEY, { newestFirst: true, start: '+' }), 'NOT_FOUND');
  });

  for (const newestFirst of [true, false]) {
    it(`pages ${newestFirst ? 'from the newest' : 'from the oldest'} to the end, each entry once`, async () => {
      await fill(450);
      const found: string[] = [];
      const sizes: number[] = [];
      for (let from: string | undefined, more = true; more;) {
        const page = await readStreamEntries(server.reader, KEY, { newestFirst, ...(from !== undefined && { from }) });
        found.push(...page.rows.map(({ id }) => id));
        sizes.push(page.rows.length);
        from = page.next;
        more = from !== undefined;
      }
      const all = Array.from({ length: 450 }, (_, at) => `${String(at + 1)}-0`);
      assert.deepEqual(found, newestFirst ? all.reverse() : all);
      assert.deepEqual(sizes, [200, 200, 50]);
    });
  }

  it('opens with the newest page, and says where the older ones begin', async () => {
    await fill(300);
    const { entries, after } = await content();
    assert.deepEqual([entries.length, entries[0]?.id, after], [200, '300-0', '101-0']);
  });

  it('refuses a place that is no entry id', async () => {
    await fill(1);
    for (const from of ['', '5', '+', '1-0 COUNT']) {
      await assert.rejects(readStreamEntries(server.reader, KEY, { newestFirst: true, from }), { code: 'NOT_FOUND' });
    }
  });

  it('tells 100 groups with what they have pending and behind', async () => {
    await fill(10);
    await writeAll(
      server.writer,
      Array.from({ length: 100 }, (_, at): Command[] => [
        ['XGROUP', 'CREATE', KEY, `g${String(at).padStart(2, '0')}`, '0'],
        ['XREADGROUP', 'GROUP', `g${String(at).padStart(2, '0')}`, 'c', 'COUNT', 3, 'STREAMS', KEY, '>'],
      ]).flat(),
    );
    const { groups } = await content();
    assert.equal(groups?.length, 100);
    assert.deepEqual(groups[7], { name: Buffer.from('g07'), consumers: 1, pending: 3, lastId: '3-0', lag: 7 });
  });

  it('leaves the lag out where the server does not know it', async () => {
    await fill(10);
    await writeAll(server.writer, [
      ['XDEL', KEY, '5-0'],
      ['XGROUP', 'CREATE', KEY, 'g', '2-0'],
    ]);
    assert.equal('lag' in ((await content()).groups?.[0] ?? { lag: 0 }), false);
  });

  it('tells the consumers of a group, and pages what is pending', async () => {
    await fill(250);
    await writeAll(server.writer, [
      ['XGROUP', 'CREATE', KEY, GROUP, '0'],
      ['XREADGROUP', 'GROUP', GROUP, 'one', 'COUNT', 240, 'STREAMS', KEY, '>'],
      ['XREADGROUP', 'GROUP', GROUP, 'two', 'COUNT', 5, 'STREAMS', KEY, '>'],
      ['XACK', KEY, GROUP, '1-0'],
    ]);
    const consumers = await readStreamConsumers(server.reader, KEY, GROUP);
    assert.deepEqual(
      consumers.map(({ name, pending }) => [String(name), pending]),
      [
        ['one', 239],
        ['two', 5],
      ],
    );
    const first = await readStreamPending(server.reader, KEY, { group: GROUP });
    assert.deepEqual([first.rows.length, first.rows[0]?.id, first.next], [200, '2-0', '201-0']);
    const second = await readStreamPending(server.reader, KEY, { group: GROUP, from: '201-0' });
    assert.deepEqual([second.rows.length, second.next], [44, undefined]);
    assert.deepEqual(
      [second.rows.at(-1)?.id, String(second.rows.at(-1)?.consumer), second.rows.at(-1)?.deliveries],
      ['245-0', 'two', 1],
    );
  });

  it('says in words that a group is gone', async () => {
    await fill(1);
    await assert.rejects(readStreamConsumers(server.reader, KEY, GROUP), /NOGROUP/);
  });
});
