import assert from 'node:assert/strict';
import type { KeyContent, KeyValue } from '../../../src/core/keyspace/keyTypes';
import { readKeyValue } from '../../../src/core/keyspace/readKeyValue';
import type { Executor } from '../../../src/core/redis/executor';
import type { Command } from '../../../src/core/redis/reply';
import { useServer, writeAll } from './keyspaceServer';

const KEY = Buffer.from('key\xff\x00', 'latin1');

type Of<Kind extends KeyContent['kind']> = Extract<KeyContent, { kind: Kind }>;

describe('reading a key', function () {
  this.timeout(30_000);
  const server = useServer();

  const read = (options?: Parameters<typeof readKeyValue>[2]): Promise<KeyValue | undefined> =>
    readKeyValue(server.reader, KEY, options);

  async function content<Kind extends KeyContent['kind']>(
    kind: Kind,
    options?: Parameters<typeof readKeyValue>[2],
  ): Promise<Of<Kind>> {
    const value = await read(options);
    assert.equal(value?.content.kind, kind);
    return value.content as Of<Kind>;
  }

  /** Every page in turn, as the kind says. */
  async function pages<Kind extends 'hash' | 'list' | 'set' | 'zset'>(kind: Kind, size: number): Promise<Of<Kind>[]> {
    const all: Of<Kind>[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const page: Of<'hash' | 'list' | 'set' | 'zset'> = await content(kind, { pageSize: size, next });
      all.push(page as Of<Kind>);
      next = page.next;
    }
    return all;
  }

  it('answers nothing for a key that is not there', async () => {
    assert.equal(await read(), undefined);
  });

  it('tells the facts', async () => {
    await server.writer.call('SET', KEY, 'value', 'PX', 100_000);
    const info = (await read())?.info;
    assert.deepEqual([info?.type, info?.encoding, info?.length, info?.idle], ['string', 'embstr', 5, 0]);
    assert.ok((info?.memory ?? 0) > 5);
    assert.ok(info?.ttl.kind === 'expires' && info.ttl.ms > 90_000 && info.ttl.ms <= 100_000);
    assert.ok(Math.abs(info.ttl.readAt - Date.now()) < 5000);
    await server.writer.call('PERSIST', KEY);
    assert.deepEqual((await read())?.info.ttl, { kind: 'none' });
  });

  describe('strings', () => {
    it('come exactly, be they empty, one byte or not text', async () => {
      for (const bytes of [Buffer.alloc(0), Buffer.from('x'), Buffer.from([0, 255, 10, 128])]) {
        await server.writer.call('SET', KEY, bytes);
        assert.deepEqual(await content('string'), { kind: 'string', bytes, total: bytes.length });
      }
      await server.writer.call('SET', KEY, '12345678901234567890');
      assert.equal((await content('string')).bytes.toString(), '12345678901234567890');
    });

    it('of 100 MB come as a preview', async () => {
      await server.writer.call('SETRANGE', KEY, 100_000_000 - 1, 'x');
      const before = process.memoryUsage();
      const { bytes, total } = await content('string');
      const after = process.memoryUsage();
      assert.deepEqual([bytes.length, total], [65_536, 100_000_000]);
      const grown = after.external + after.heapUsed - before.external - before.heapUsed;
      assert.ok(grown < 5_000_000, `grew by ${String(grown)} bytes`);
    });

    it('are not cut within a character', async () => {
      const cases: [string, number, string][] = [
        ['aé', 2, 'a'],
        ['a€€', 3, 'a'],
        ['a€€', 4, 'a€'],
        ['😀😀', 7, '😀'],
        ['ab', 1, 'a'],
      ];
      for (const [text, previewBytes, preview] of cases) {
        await server.writer.call('SET', KEY, text);
        assert.equal((await content('string', { previewBytes })).bytes.toString(), preview);
      }
      await server.writer.call('SET', KEY, Buffer.alloc(10, 0x80));
      assert.equal((await content('string', { previewBytes: 5 })).bytes.length, 5);
      await server.writer.call('SET', KEY, 'é');
      assert.equal((await content('string', { previewBytes: 2 })).bytes.toString(), 'é');
    });
  });

  describe('hashes', () => {
    it('come whole when they are small', async () => {
      await server.writer.call('HSET', KEY, 'a', '1', Buffer.from([255]), Buffer.from([0]), '', '');
      assert.deepEqual(await content('hash', { pageSize: 1 }), {
        kind: 'hash',
        rows: [
          { field: Buffer.from('a'), value: Buffer.from('1') },
          { field: Buffer.from([255]), value: Buffer.from([0]) },
          { field: Buffer.alloc(0), value: Buffer.alloc(0) },
        ],
      });
    });

    it('keep a field of 512 KB', async () => {
      await server.writer.call('HSET', KEY, 'big', Buffer.alloc(512 * 1024, 0xfe));
      assert.ok((await content('hash')).rows[0]?.value.equals(Buffer.alloc(512 * 1024, 0xfe)));
    });

    it('come page by page with every field', async () => {
      const fields = Array.from({ length: 5000 }, (_, index) => [`f${String(index)}`, String(index)]);
      await server.writer.call('HSET', KEY, ...fields.flat());
      const all = await pages('hash', 200);
      assert.ok(all.length > 10);
      const found = new Map(all.flatMap(({ rows }) => rows.map((row) => [String(row.field), String(row.value)])));
      assert.deepEqual([...found].sort(), fields.sort());
    });
  });

  it('pages a list from its head, with the index of each row', async () => {
    const rows = Array.from({ length: 450 }, (_, index) => Buffer.from([index >> 8, index & 255]));
    await server.writer.call('RPUSH', KEY, ...rows);
    const all = await pages('list', 200);
    assert.deepEqual(
      all.map(({ first, rows: { length } }) => [first, length]),
      [
        [0, 200],
        [200, 200],
        [400, 50],
      ],
    );
    assert.deepEqual(
      all.flatMap((page) => page.rows),
      rows,
    );
  });

  it('ends the paging of a list that became shorter than what was shown', async () => {
    await server.writer.call('RPUSH', KEY, ...Array.from({ length: 10 }, String));
    const { next } = await content('list', { pageSize: 5 });
    await server.writer.call('LTRIM', KEY, 0, 2);
    assert.deepEqual(await content('list', { pageSize: 5, ...(next !== undefined && { next }) }), {
      kind: 'list',
      first: 5,
      rows: [],
    });
  });

  it('pages a sorted set from the top, scores as the server writes them', async () => {
    const scores = ['inf', '9007199254740992', '3.5', '0', '-0.1', '-inf'];
    await server.writer.call('ZADD', KEY, ...scores.flatMap((score, index) => [score, `m${String(index)}`]));
    const all = await pages('zset', 4);
    assert.deepEqual(
      all.map(({ first }) => first),
      [0, 4],
    );
    assert.deepEqual(
      all.flatMap((page) => page.rows.map(({ member, score }) => [String(member), score])),
      scores.map((score, index) => [`m${String(index)}`, score === '-0.1' ? '-0.10000000000000001' : score]),
    );
  });

  describe('sets', () => {
    it('come whole when they are small, integers too', async () => {
      await server.writer.call('SADD', KEY, 3, 1, 2);
      const { rows, next } = await content('set', { pageSize: 1 });
      assert.deepEqual([rows.map(String), next], [['1', '2', '3'], undefined]);
    });

    it('of 100 000 members open with a page and hold every member', async () => {
      const members = Array.from({ length: 100_000 }, (_, index) => `member:${String(index)}`);
      await writeAll(
        server.writer,
        Array.from({ length: 100 }, (_, at): Command => ['SADD', KEY, ...members.slice(1000 * at, 1000 * at + 1000)]),
      );
      const first = await read();
      assert.equal(first?.info.length, 100_000);
      assert.ok(first.content.kind === 'set' && first.content.rows.length < 300);
      const found = new Set((await pages('set', 2000)).flatMap(({ rows }) => rows.map(String)));
      assert.deepEqual([found.size, members.filter((member) => !found.has(member))], [100_000, []]);
    });

    it('that have shrunk to almost nothing still show what is left', async () => {
      const members = Array.from({ length: 50_000 }, (_, index) => `member:${String(index)}`);
      await server.writer.call('SADD', KEY, ...members);
      await server.writer.call('SREM', KEY, ...members.slice(0, -1));
      assert.deepEqual((await content('set', { pageSize: 10 })).rows.map(String), members.slice(-1));
    });
  });

  describe('that was read before', () => {
    const WRITTEN = [
      ['SET', 'v'],
      ['HSET', 'f', 'v'],
      ['RPUSH', 'v'],
      ['SADD', 'v'],
      ['ZADD', '1', 'v'],
      ['XADD', '*', 'f', 'v'],
    ] as const;

    /** Counts turns: pipelines that are sent before another is answered share one. */
    function counted(): { readonly executor: Executor; readonly turns: () => number } {
      let [turns, underWay] = [0, 0];
      const executor: Executor = {
        send: (command, options) => server.reader.send(command, options),
        pipeline: async (commands, options) => {
          if (underWay++ === 0) turns++;
          try {
            return await server.reader.pipeline(commands, options);
          } finally {
            underWay--;
          }
        },
      };
      return { executor, turns: () => turns };
    }

    for (const [command, ...words] of WRITTEN) {
      it(`is read in one round trip, with the same answer (${command})`, async () => {
        await server.writer.call('DEL', KEY);
        await server.writer.call(command, KEY, ...words);
        const first = await read();
        assert.ok(first);
        const { executor, turns } = counted();
        const second = await readKeyValue(executor, KEY, { expected: first.info });
        assert.equal(turns(), 1);
        assert.deepEqual(second?.content, first.content);
        assert.deepEqual({ ...second.info, idle: 0 }, { ...first.info, idle: 0 });
      });

      for (const [other, ...otherWords] of WRITTEN) {
        it(`is read as what it is by now (${command}, then ${other})`, async () => {
          await server.writer.call('DEL', KEY);
          await server.writer.call(command, KEY, ...words);
          const expected = (await read())?.info;
          assert.ok(expected);
          await server.writer.call('DEL', KEY);
          await server.writer.call(other, KEY, ...otherWords);
          const now = await readKeyValue(server.reader, KEY, { expected });
          assert.deepEqual(now?.content, (await read())?.content);
        });
      }
    }

    it('is gone when it was deleted', async () => {
      await server.writer.call('SET', KEY, 'v');
      const expected = (await read())?.info;
      await server.writer.call('DEL', KEY);
      assert.equal(await read(expected && { expected }), undefined);
    });

    it('comes whole in its new encoding', async () => {
      await server.writer.call('HSET', KEY, 'f', 'v');
      const expected = (await read())?.info;
      await server.writer.call('HSET', KEY, 'g', 'long'.repeat(100));
      const now = await read(expected && { expected });
      assert.equal(now?.info.encoding, 'hashtable');
      assert.equal(now.content.kind === 'hash' && now.content.rows.length, 2);
    });
  });

  describe('that changes while it is read', () => {
    /** Lets another client act between the round trip with the facts and the one with the content. */
    function meddled(meddle: () => Promise<unknown>, times = 1): Executor {
      let trips = 0;
      return {
        send: (command, options) => server.reader.send(command, options),
        pipeline: async (commands, options) => {
          if (++trips % 2 === 0 && trips <= 2 * times) await meddle();
          return server.reader.pipeline(commands, options);
        },
      };
    }

    async function retype(...command: string[]): Promise<void> {
      await writeAll(server.writer, [
        ['DEL', KEY],
        [command[0] ?? '', KEY, ...command.slice(1)],
      ]);
    }

    for (const make of [
      ['SET', 'v'],
      ['HSET', 'f', 'v'],
      ['RPUSH', 'v'],
      ['SADD', 'v'],
      ['ZADD', '1', 'v'],
      ['XADD', '*', 'f', 'v'],
    ]) {
      it(`is gone when it was deleted (${String(make[0])})`, async () => {
        await retype(...make);
        assert.equal(
          await readKeyValue(
            meddled(() => server.writer.call('DEL', KEY)),
            KEY,
          ),
          undefined,
        );
      });
    }

    it('is read again when its type changed', async () => {
      await retype('HSET', 'f', 'v');
      const value = await readKeyValue(
        meddled(() => retype('RPUSH', 'a')),
        KEY,
        { next: 'hash:7' },
      );
      assert.deepEqual(value?.content, { kind: 'list', first: 0, rows: [Buffer.from('a')] });
      assert.equal(value.info.type, 'list');
    });

    it('rejects when its type changes faster than it can be read', async () => {
      await retype('HSET', 'f', 'v');
      let turn = 0;
      const flip = (): Promise<void> => (turn++ % 2 === 0 ? retype('RPUSH', 'a') : retype('HSET', 'f', 'v'));
      await assert.rejects(readKeyValue(meddled(flip, 2), KEY), { code: 'WRONG_TYPE' });
    });

    it('begins anew when the next page is asked for with another type’s token, or a made-up one', async () => {
      await server.writer.call('RPUSH', KEY, 'a', 'b', 'c');
      for (const next of ['set:2', 'list', 'list:x', 'list:-1', '']) {
        assert.equal((await content('list', { next })).first, 0, next);
      }
      assert.equal((await content('list', { next: 'list:1' })).first, 1);
    });
  });
});
