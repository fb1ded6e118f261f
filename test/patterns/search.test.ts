import assert from 'node:assert/strict';
import { systemClock } from '../../src/core/base/clock';
import { systemRandom } from '../../src/core/base/random';
import type { Block, FiguresBlock, ResultsBlock, Segment, TableBlock } from '../../src/core/patterns/blocks';
import { DemoSession } from '../../src/core/patterns/demoSession';
import { pattern } from '../../src/core/patterns/search/index';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { connectTo, sessionOf } from './sessions';

// What the search variants show, against what a second client is answered to a query written out by hand.

const DOCUMENTS = 700;
const VARIANTS = [
  ['searchJson', 'json'],
  ['searchHash', 'hash'],
] as const;

for (const [variant, part] of VARIANTS) {
  describe(`full-text search, ${variant}, on stack`, () => {
    let server: RunningServer;
    let client: RespClient;
    let connection: RedisConnection;
    let session: DemoSession;
    let index: string;
    let base: string;

    before(async function () {
      server = await startServer('stack', { binary: await need(this, 'stack') });
      client = await connectResp(server.address);
      connection = await connectTo(server.port);
      session = sessionOf(pattern, connection);
      session.setVariant(variant);
      session.setParameter('documents', DOCUMENTS);
      base = `redis-patterns:search:{${session.instance}}`;
      index = `${base}:index:${part}`;
      await session.scaffold();
    });

    after(async () => {
      (session as DemoSession | undefined)?.dispose();
      (connection as RedisConnection | undefined)?.dispose();
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    /** What FT.SEARCH answers, marked with << and >>: ids in order, scores, texts. */
    async function asked(query: string, ...options: (string | number)[]): Promise<{ total: number; rows: Row[] }> {
      const fields = ['RETURN', 2, 'name', 'description', 'HIGHLIGHT', 'TAGS', '<<', '>>'];
      const rest = ['WITHSCORES', ...fields, ...options, 'DIALECT', 2];
      const [total, ...flat] = (await client.text('FT.SEARCH', index, query, ...rest)) as [number, ...unknown[]];
      const rows = Array.from({ length: flat.length / 3 }, (_, n): Row => {
        const [, name = '', , description = ''] = flat[3 * n + 2] as string[];
        return [
          String(flat[3 * n])
            .split(':')
            .pop() ?? '',
          Number(flat[3 * n + 1]),
          name,
          description,
        ];
      });
      return { total, rows };
    }

    async function typed(query: string, given: Given = {}): Promise<readonly Block[]> {
      const { category = 'any', price: [least, most] = [0, 3000], sort = 'relevance' } = given;
      const values = { query, category, minPrice: least, maxPrice: most, sort };
      for (const [name, value] of Object.entries(values)) session.setParameter(name, value);
      return session.view();
    }

    const TEXT = '@name|description:';
    const UP = ['SORTBY', 'price', 'ASC'];
    const DOWN = ['SORTBY', 'price', 'DESC'];
    const CASES: readonly (readonly [typed: string, given: Given, query: string, order?: readonly string[]])[] = [
      ['wireless laptop', {}, `${TEXT}(wireless (laptop|laptop*)) @price:[0 3000]`],
      ['Laptops ', {}, `${TEXT}(laptops) @price:[0 3000]`],
      ['lap', { price: [0, 100] }, `${TEXT}(lap|lap*) @price:[0 100]`],
      ['the LAPTOP, for a worked ', {}, `${TEXT}(laptop worked) @price:[0 3000]`],
      ['folding ', { category: 'Furniture', price: [0, 400] }, `${TEXT}(folding) @category:{Furniture} @price:[0 400]`],
      [
        'robot ',
        { category: 'Toys & Games', price: [0, 100] },
        `${TEXT}(robot) @category:{Toys \\& Games} @price:[0 100]`,
      ],
      ['wi-fi ', {}, `${TEXT}(wi fi) @price:[0 3000]`],
      ['laptop ', { price: [1000, 3000] }, `${TEXT}(laptop) @price:[1000 3000]`],
      ['laptop ', { price: [50, 90], sort: 'priceUp' }, `${TEXT}(laptop) @price:[50 90]`, UP],
      ['laptop ', { price: [50, 90], sort: 'priceDown' }, `${TEXT}(laptop) @price:[50 90]`, DOWN],
    ];

    for (const [text, given, query, order = []] of CASES) {
      it(`finds, orders, scores and marks as a second client is answered: "${text}" ${JSON.stringify(given)}`, async () => {
        const [results, numbers, table] = (await typed(text, given)) as [ResultsBlock, FiguresBlock, TableBlock];
        const { total, rows } = await asked(query, ...order);
        assert.ok(total > 0, 'the question has an answer');
        assert.equal(results.total, total);
        assert.deepEqual(
          results.hits.map((hit) => [hit.id, hit.score, marks(hit.title), marks(hit.detail.slice(0, -1))]),
          rows.map(([id, score, name, description]) => [id, Math.round(1000 * score) / 1000, name, description]),
        );
        assert.ok(
          rows.some(([, , name, description]) => `${name} ${description}`.includes('<<')),
          'something is marked',
        );
        assert.deepEqual(
          numbers.figures.map(({ value }) => value),
          [total, Math.min(10, total), DOCUMENTS],
        );
        assert.deepEqual(
          table.rows.map(([name, count, from]) => [name, count, from]),
          await categoriesOf(query),
        );
      });
    }

    /** Counts and lowest prices of all matches, counted here. */
    async function categoriesOf(query: string): Promise<[string, number, string][]> {
      const options = ['RETURN', 2, 'category', 'price', 'LIMIT', 0, DOCUMENTS, 'DIALECT', 2];
      const [, ...flat] = (await client.text('FT.SEARCH', index, query, ...options)) as unknown[];
      const prices = new Map<string, number[]>();
      for (const row of flat.filter((_, n) => n % 2 === 1) as string[][]) {
        const field = (name: string): string => row[row.indexOf(name) + 1] ?? '';
        prices.set(field('category'), [...(prices.get(field('category')) ?? []), Number(field('price'))]);
      }
      return [...prices]
        .map(([name, all]): [string, number, string] => [name, all.length, `€${Math.min(...all).toFixed(2)}`])
        .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    }

    it('completes what is typed, a slip included, as a second client is answered', async () => {
      for (const start of ['wirless lap', 'Sol', 'cofee', 'xyzzyx']) {
        const [results] = (await typed(start)) as [ResultsBlock];
        const expected = await client.text('FT.SUGGET', `${base}:${part}:suggestions`, start, 'FUZZY', 'MAX', 6);
        assert.deepEqual(results.suggestions?.texts, expected ?? [], start);
      }
      const [results] = (await typed('wirless lap')) as [ResultsBlock];
      const [first = ''] = results.suggestions?.texts ?? [];
      assert.match(first, /^Wireless Laptop/);
      const [chosen] = (await typed(first)) as [ResultsBlock];
      assert.ok(chosen.total > 0, 'what is suggested is found');
    });

    it('shows the cheapest of all when nothing is typed', async () => {
      const [results] = (await typed('')) as [ResultsBlock];
      const { total, rows } = await asked('*', 'SORTBY', 'price', 'ASC', 'LIMIT', 0, 10);
      assert.deepEqual([results.total, results.hits.map(({ id }) => id)], [total, rows.map(([id]) => id)]);
      assert.equal(total, DOCUMENTS);
    });

    it('shows the dearest of all in a price range when nothing is typed, and nothing when the range is upside down', async () => {
      const [results] = (await typed('', { price: [200, 900], sort: 'priceDown' })) as [ResultsBlock];
      const { total, rows } = await asked('@price:[200 900]', ...DOWN);
      assert.ok(total > 10 && total < DOCUMENTS);
      assert.deepEqual([results.total, results.hits.map(({ id }) => id)], [total, rows.map(([id]) => id)]);
      const [none] = (await typed('', { price: [900, 200] })) as [ResultsBlock];
      assert.deepEqual([none.total, none.hits], [0, []]);
    });

    it('takes nothing that is typed for syntax', async () => {
      const odd = [
        'foo(',
        '*',
        '@price:[0 1]|laptop ',
        '-',
        '"',
        '%%',
        '$w0',
        '{x}',
        '=>[KNN 1 @v $b]',
        '\\',
        '~',
        '\u0000(',
        'é(',
      ];
      for (const text of odd) {
        const [results] = (await typed(text)) as [ResultsBlock];
        assert.equal(results.total, 0, text);
      }
      const [minus] = (await typed('-laptop ')) as [ResultsBlock];
      assert.equal(minus.total, (await asked(`${TEXT}(laptop)`)).total);
      await typed('x'.repeat(200));
      await typed(Array.from({ length: 40 }, (_, n) => `w${String(n)}`).join(' '));
    });

    it('is true to the documents after traffic, and when made anew, smaller', async () => {
      const enough = new Promise<void>((resolve) => {
        const listening = session.onDidChangeState(({ live }) => {
          if (!live || live.events < 200) return;
          listening.dispose();
          resolve();
        });
      });
      const traffic = session.runLive(300);
      await Promise.race([enough, traffic]);
      session.stop();
      await assert.rejects(traffic, { name: 'AbortError' });
      await connection.send(['PING']);
      const keys = (await client.text('KEYS', `${base}:${part}:product:*`)) as string[];
      assert.ok(keys.length > DOCUMENTS, 'products were added');
      assert.equal((await asked('*')).total, keys.length);
      session.setParameter('documents', 150);
      await session.scaffold();
      assert.equal((await asked('*')).total, 150);
      assert.equal(((await client.text('KEYS', `${base}:${part}:product:*`)) as string[]).length, 150);
    });

    it('leaves no index of an experiment behind, and none at all after clean-up', async () => {
      await session.runExperiment();
      assert.deepEqual(await client.text('FT._LIST'), [index]);
      await session.cleanUp();
      assert.deepEqual(await client.text('FT._LIST'), []);
      assert.deepEqual(await client.text('KEYS', '*'), []);
    });

    it('drops what an experiment that was stopped had made', async () => {
      await session.scaffold();
      const stopping = session.onDidTrace(({ entry }) => {
        if (entry.command[0] === 'FT.CREATE') session.stop();
      });
      await assert.rejects(session.runExperiment(), { name: 'AbortError' });
      stopping.dispose();
      await connection.send(['PING']);
      const left = ((await client.text('FT._LIST')) as string[]).filter((name) => name.includes(':experiment:'));
      assert.ok(left.length > 0, 'it was stopped while its index was there');
      await session.cleanUp();
      assert.deepEqual(await client.text('FT._LIST'), []);
      assert.deepEqual(await client.text('KEYS', '*'), []);
    });

    it('takes an index found again by a later window away', async () => {
      await session.scaffold();
      const again = sessionOf(pattern, connection, session.instance);
      const there = ((await client.text('KEYS', '*')) as string[]).length;
      assert.equal(await again.cleanUp(), there);
      assert.deepEqual(await client.text('FT._LIST'), []);
      again.dispose();
    });

    it('makes an index that goes by itself when nobody cleans up', async () => {
      const brief = new DemoSession({
        pattern,
        connection,
        prefix: 'redis-patterns',
        ttlSeconds: 2,
        clock: systemClock,
        random: systemRandom,
      });
      brief.setVariant(variant);
      brief.setParameter('documents', 100);
      await brief.scaffold();
      assert.equal(((await client.text('FT._LIST')) as string[]).length, 1);
      brief.dispose();
      await untilTrue('no index', async () => ((await client.text('FT._LIST')) as string[]).length === 0, 20_000);
      await untilTrue('no key', async () => ((await client.text('KEYS', '*')) as string[]).length === 0, 20_000);
    });
  });
}

interface Given {
  readonly category?: string;
  readonly price?: readonly [least: number, most: number];
  readonly sort?: string;
}

type Row = readonly [id: string, score: number, name: string, description: string];

/** As HIGHLIGHT would write it with << and >>. */
function marks(segments: readonly Segment[]): string {
  return segments.map(({ text, marked }) => (marked ? `<<${text}>>` : text)).join('');
}
