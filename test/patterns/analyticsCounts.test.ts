import assert from 'node:assert/strict';
import { countScript } from '../../src/core/patterns/analytics/scripts';
import { normalisedPath } from '../../src/core/patterns/analytics/pages';
import { inserted, snippetOf } from '../snippets/inserted';
import { runTypeScript } from '../snippets/runSnippet';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient, Text } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';

// What the counting script promises under load and at its edges. A script is not taken back when it fails.

const FLAVOURS: readonly Flavour[] = ['redis7', 'stack', 'valkey'];
const KEYS = ['{s}:minute', '{s}:hour', '{s}:pages', '{s}:visitors'] as const;
const SECONDS = [100, 200, 300, 400] as const;
const PROCESSES = 4;
const EVENTS = 2000;

for (const flavour of FLAVOURS) {
  describe(`counting on ${flavour}`, () => {
    let server: RunningServer;
    let client: RespClient;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
    });

    after(async () => {
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    beforeEach(() => client.call('FLUSHALL'));

    const count = (by: RespClient, cap: number, list: readonly (string | number)[]): Promise<Text> =>
      by.text('EVAL', countScript.lua, KEYS.length, ...KEYS, cap, ...SECONDS, ...list);

    it(`counts ${String(EVENTS)} events of ${String(PROCESSES)} processes exactly, on every counter`, async () => {
      const code = `${inserted(snippetOf('analytics', 'ioredis'), 'ioredis')}
        const part = Number(process.env.PART);
        await Promise.all(Array.from({ length: ${String(EVENTS / PROCESSES)} }, (_, n) =>
          countView({ url: \`/topic-\${n % 10}?reader=\${part}-\${n}\`, visitor: \`visitor-\${part}-\${n % 50}\` })));
        console.log('true');
        await redis.quit();`;
      const env = { REDIS_URL: server.url, KEY_PREFIX: 'many' };
      const parts = Array.from({ length: PROCESSES }, (_, part) => runTypeScript(code, { ...env, PART: String(part) }));
      await Promise.all(parts);
      assert.equal(await viewsIn('many:{site}:minute:*'), EVENTS);
      assert.equal(await viewsIn('many:{site}:hour:*'), EVENTS);
      const pages = new Map<string, number>();
      for (const key of (await client.text('KEYS', 'many:{site}:pages:*')) as string[]) {
        for (const [page, views] of pairs(await client.text('ZRANGE', key, 0, -1, 'WITHSCORES'))) {
          pages.set(page, (pages.get(page) ?? 0) + Number(views));
        }
      }
      assert.equal(pages.size, 10);
      for (const [page, views] of pages) assert.equal(views, EVENTS / 10, page);
      const days = (await client.text('KEYS', 'many:{site}:visitors:*')) as string[];
      const unique = Number(await client.text('PFCOUNT', ...days));
      assert.ok(Math.abs(unique - 200) <= 7, `${String(unique)} of 200 visitors, in four standard errors`);
    });

    it('never keeps more than twice the cap of pages, whatever many clients invent, and not less than the cap', async () => {
      const cap = 20;
      const clients = await Promise.all(Array.from({ length: 8 }, () => connectResp(server.address)));
      const seen: number[] = [];
      try {
        await count(client, cap, ['page', '/popular', 1000]);
        await Promise.all(
          clients.map(async (by, part) => {
            for (let n = 0; n < 100; n += 1) {
              await count(by, cap, ['page', `/made-up-${String(part)}-${String(n)}`, 1]);
              seen.push(Number(await by.text('ZCARD', KEYS[2])));
            }
          }),
        );
      } finally {
        for (const by of clients) by.close();
      }
      assert.equal(seen.length, 800);
      assert.ok(Math.max(...seen) <= 2 * cap, `${String(Math.max(...seen))} pages`);
      assert.ok(Math.max(...seen) > cap, 'it is not cut each time');
      assert.ok((seen[seen.length - 1] ?? 0) >= cap);
      assert.equal(await client.text('ZSCORE', KEYS[2], '/popular'), '1000', 'what is viewed most stays');
    });

    it('cuts a flush of many pages at once to the cap, and answers how many there are', async () => {
      const many = Array.from({ length: 100 }, (_, n) => ['page', `/p${String(n)}`, n + 1]).flat();
      assert.equal(await count(client, 10, many), 10);
      const kept = pairs(await client.text('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES'));
      assert.deepEqual(
        kept.map(([, views]) => Number(views)),
        [91, 92, 93, 94, 95, 96, 97, 98, 99, 100],
      );
    });

    it('sets the TTL of each key in the same step, and anew with each count', async () => {
      const all = ['counter', 'views', 1, 'page', '/', 1, 'visitor', 'v', 1];
      await count(client, 10, all);
      assert.deepEqual(await ttls(), SECONDS);
      for (const key of KEYS) await client.call('PERSIST', key);
      await count(client, 10, all);
      assert.deepEqual(await ttls(), SECONDS);
    });

    for (const bad of ['abc', '', '-1', '1.5', '1e3', 'nan', '9'.repeat(16)]) {
      it(`refuses "${bad}" as a count and writes nothing`, async () => {
        await assert.rejects(count(client, 10, ['counter', 'views', 1, 'page', '/', bad]), /whole number/);
        assert.equal(await client.text('DBSIZE'), 0);
      });
    }

    async function viewsIn(glob: string): Promise<number> {
      const keys = (await client.text('KEYS', glob)) as string[];
      const views = await Promise.all(keys.map((key) => client.text('HGET', key, 'views')));
      return views.reduce<number>((sum, value) => sum + Number(value), 0);
    }

    async function ttls(): Promise<number[]> {
      return Promise.all(KEYS.map(async (key) => Number(await client.text('TTL', key))));
    }
  });
}

describe('the path that a page is counted under', () => {
  const cases: readonly (readonly [url: string, path: string])[] = [
    ['/', '/'],
    ['', '/'],
    ['/?q=1', '/'],
    ['/Products/?from=mail#top', '/products'],
    ['/products//4711/', '/products/:id'],
    ['/orders/5f2c9a7b5f2c9a7b5f2c9a7b', '/orders/:id'],
    ['/orders/123e4567-e89b-12d3-a456-426614174000/lines/2', '/orders/:id/lines/:id'],
    ['/face', '/face'],
    ['/topic-12#4711', '/topic-12'],
  ];
  for (const [url, path] of cases) {
    it(`of "${url}" is ${path}`, () => {
      assert.equal(normalisedPath(url), path);
    });
  }
});

function pairs(reply: Text): [string, string][] {
  const flat = reply as string[];
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as [string, string]] : []));
}
