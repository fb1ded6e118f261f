import assert from 'node:assert/strict';
import { readKeyValue } from '../../../src/core/keyspace/readKeyValue';
import { readScoreRange } from '../../../src/core/keyspace/search/scoreRange';
import { searchRows } from '../../../src/core/keyspace/search/searchRows';
import type { FoundRow, SearchRequest, SearchStep } from '../../../src/core/keyspace/search/searchTypes';
import type { Command } from '../../../src/core/redis/reply';
import { useServer, writeAll } from './keyspaceServer';

const KEY = Buffer.from('collection\xff', 'latin1');
const MILLION = 1_000_000;

type Wanted = Omit<SearchRequest, 'key'>;

describe('searching in a collection', function () {
  this.timeout(60_000);
  const server = useServer();

  const step = (wanted: Wanted): Promise<SearchStep | undefined> => searchRows(server.reader, { key: KEY, ...wanted });

  /** All steps to the end; how many there were. */
  async function whole(wanted: Wanted): Promise<{ rows: FoundRow[]; steps: number; last: SearchStep }> {
    const rows: FoundRow[] = [];
    let from: string | undefined;
    for (let steps = 1; ; steps++) {
      const last: SearchStep | undefined = await step({ ...wanted, ...(from !== undefined && { from }) });
      assert.ok(last);
      rows.push(...last.rows);
      from = last.next;
      if (from === undefined) return { rows, steps, last };
    }
  }

  const texts = (rows: readonly FoundRow[]): string[] => rows.map(({ value }) => String(value)).sort();

  it('finds fields of a hash by a part of their name or a glob, with their values', async () => {
    await server.writer.call(
      'HSET',
      KEY,
      'user:1',
      'a',
      'user:2',
      'b',
      'User:3',
      'c',
      'a*b',
      'd',
      Buffer.from([255]),
      'e',
    );
    const fields = async (text: string): Promise<string[]> =>
      (await whole({ kind: 'hash', text })).rows.map(({ field, value }) => `${String(field)}=${String(value)}`).sort();
    assert.deepEqual(await fields('ser:'), ['User:3=c', 'user:1=a', 'user:2=b']);
    assert.deepEqual(await fields('user:*'), ['user:1=a', 'user:2=b']);
    assert.deepEqual(await fields('user:[2-9]'), ['user:2=b']);
    assert.deepEqual(await fields('a\\*b'), ['a*b=d']);
    assert.deepEqual(await fields('nothing'), []);
    assert.equal((await fields('')).length, 5);
  });

  it('takes what is no glob as it is', async () => {
    await server.writer.call('SADD', KEY, 'a\\b', 'a-b', 'a^b', 'ab');
    for (const text of ['a\\b', 'a-b', 'a^b'])
      assert.deepEqual(texts((await whole({ kind: 'set', text })).rows), [text]);
  });

  it('finds one member among 5 million, within a budget at a time, and can be stopped', async () => {
    const numbers = `for i = ARGV[1], ARGV[2], 1000 do
      local members = {}
      for j = 0, 999 do members[j + 1] = 'm' .. (i + j) end
      redis.call('SADD', KEYS[1], unpack(members))
    end`;
    const chunks = Array.from({ length: 500 }, (_, at): Command => [
      'EVAL',
      numbers,
      1,
      KEY,
      10_000 * at,
      10_000 * at + 9999,
    ]);
    await writeAll(server.writer, chunks);
    assert.equal(await server.writer.call('SCARD', KEY), 5 * MILLION);

    const opened = await bytesRead(() => readKeyValue(server.reader, KEY));
    assert.ok(opened < 100_000, `${String(opened)} bytes to open it`);

    let first: SearchStep | undefined;
    const read = await bytesRead(async () => (first = await step({ kind: 'set', text: 'm4999999' })));
    assert.ok(first && read < 10_000, `${String(read)} bytes`);
    assert.deepEqual([first.looked, first.total], [10_000, 5 * MILLION]);
    assert.ok(first.next);

    const { rows, steps } = await whole({ kind: 'set', text: 'm4999999', budget: 5 * MILLION });
    assert.deepEqual(texts(rows), ['m4999999']);
    assert.ok(steps < 100, String(steps));

    const many = await step({ kind: 'set', text: 'm', budget: 5 * MILLION });
    assert.ok(many && many.rows.length >= 500 && many.rows.length < 3000, String(many?.rows.length));

    const stop = new AbortController();
    const trace = server.reader.onDidTrace(() => {
      stop.abort();
    });
    await assert.rejects(step({ kind: 'set', text: 'none', budget: 5 * MILLION, signal: stop.signal }), {
      name: 'AbortError',
    });
    trace.dispose();
  });

  it('finds members of a sorted set, with their scores', async () => {
    await writeAll(
      server.writer,
      Array.from({ length: 3000 }, (_, at): Command => ['ZADD', KEY, at / 2, `player:${String(at)}`]),
    );
    const { rows } = await whole({ kind: 'zset', text: '2999' });
    assert.deepEqual(rows, [{ value: Buffer.from('player:2999'), score: '1499.5' }]);
  });

  describe('a list', () => {
    beforeEach(async () => {
      const elements = Array.from({ length: 25_000 }, (_, at) => `job:${String(at)}`);
      elements[20_000] = 'job:7';
      for (let start = 0; start < elements.length; start += 5000)
        await server.writer.call('RPUSH', KEY, ...elements.slice(start, start + 5000));
    });

    it('is searched by a part of its elements, page by page', async () => {
      const first = await step({ kind: 'list', text: 'job:1999' });
      assert.deepEqual(first?.rows, [{ index: 1999, value: Buffer.from('job:1999') }]);
      assert.ok(first.looked >= 10_000 && first.looked < 11_000 && first.next);
      const { rows, last } = await whole({ kind: 'list', text: 'job:1999' });
      assert.deepEqual(
        rows.map(({ index }) => index),
        [1999, ...Array.from({ length: 10 }, (_, at) => 19_990 + at)],
      );
      assert.deepEqual([last.looked, last.total], [25_000, 25_000]);
    });

    it('tells where a whole element is, in one round trip', async () => {
      const { rows, steps } = await whole({ kind: 'list', text: 'job:7', exact: true });
      assert.deepEqual(
        rows.map(({ index }) => index),
        [7, 20_000],
      );
      assert.equal(steps, 1);
    });

    it('goes on where LPOS found as many as it may', async () => {
      await server.writer.call('DEL', KEY);
      await server.writer.call(
        'RPUSH',
        KEY,
        ...Array.from({ length: 450 }, (_, at) => (at % 2 === 0 ? 'same' : 'other')),
      );
      const { rows, steps } = await whole({ kind: 'list', text: 'same', exact: true });
      assert.deepEqual(
        rows.map(({ index }) => index),
        Array.from({ length: 225 }, (_, at) => 2 * at),
      );
      assert.equal(steps, 2);
    });
  });

  it('answers nothing for a key that is gone, and refuses another type and a made-up place', async () => {
    for (const kind of ['hash', 'list', 'set', 'zset'] as const) {
      await server.writer.call('DEL', KEY);
      assert.equal(await step({ kind, text: 'a' }), undefined);
      assert.throws(() => void step({ kind, text: 'a', from: 'x:1' }), { code: 'INVALID_INPUT' });
      await server.writer.call('SET', KEY, 'text');
      await assert.rejects(step({ kind, text: 'a' }), { code: 'WRONG_TYPE' });
    }
    await assert.rejects(step({ kind: 'list', text: 'a', exact: true }), { code: 'WRONG_TYPE' });
  });

  describe('by score', () => {
    const range = async (
      wanted: Parameters<typeof readScoreRange>[2],
      offset = 0,
      count = 3,
    ): Promise<[number, string, number] | undefined> => {
      const page = await readScoreRange(server.reader, KEY, wanted, { offset, count });
      return page && [page.content.first, page.content.rows.map(({ member }) => String(member)).join(' '), page.total];
    };

    beforeEach(async () => {
      await server.writer.call(
        'ZADD',
        KEY,
        '-inf',
        'least',
        1,
        'a',
        2,
        'b',
        2,
        'c',
        3,
        'd',
        '9007199254740993',
        'e',
        'inf',
        'most',
      );
    });

    it('reads from the top or the bottom, with ranks', async () => {
      assert.deepEqual(await range({ order: 'highest' }), [0, 'most e d', 7]);
      assert.deepEqual(await range({ order: 'highest' }, 3), [3, 'c b a', 7]);
      assert.deepEqual(await range({ order: 'lowest' }), [0, 'least a b', 7]);
      assert.deepEqual(await range({ order: 'lowest' }, 6), [6, 'most', 7]);
    });

    it('reads between bounds, inclusive or not, in either order', async () => {
      assert.deepEqual(await range({ order: 'lowest', min: '2' }), [2, 'b c d', 5]);
      assert.deepEqual(await range({ order: 'lowest', min: '(2' }), [4, 'd e most', 3]);
      assert.deepEqual(await range({ order: 'highest', max: '2', min: '1' }), [3, 'c b a', 3]);
      assert.deepEqual(await range({ order: 'highest', max: '(2' }), [5, 'a least', 2]);
      assert.deepEqual(await range({ order: 'highest', max: '2' }, 2), [5, 'a least', 4]);
      assert.deepEqual(await range({ order: 'lowest', min: '4', max: '5' }), [5, '', 0]);
      assert.deepEqual(await range({ order: 'lowest', min: '-inf', max: '(-inf' }), [0, '', 0]);
    });

    it('refuses what is no score, and answers nothing for a key that is gone', async () => {
      for (const min of ['x', '1 2', '[1', '--1', 'nan', '1; DEL']) {
        await assert.rejects(range({ order: 'lowest', min }), { code: 'INVALID_INPUT' }, min);
      }
      await server.writer.call('DEL', KEY);
      assert.equal(await range({ order: 'lowest', min: '1' }), undefined);
    });
  });

  /** Bytes of all strings that came while `work` was done. */
  async function bytesRead(work: () => Promise<unknown>): Promise<number> {
    let bytes = 0;
    const count = (reply: unknown): void => {
      if (Buffer.isBuffer(reply)) bytes += reply.length;
      else if (Array.isArray(reply)) reply.forEach(count);
    };
    const trace = server.reader.onDidTrace(({ outcome }) => {
      if (outcome.kind === 'reply') count(outcome.reply);
    });
    await work();
    trace.dispose();
    return bytes;
  }
});
