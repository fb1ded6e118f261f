import assert from 'node:assert/strict';
import { pattern } from '../../src/core/patterns/cache-aside/index';
import { lesson } from './lessons';

// What the database was asked, what is cached and what is refused, against what a second client reads.

for (const flavour of ['redis7', 'valkey'] as const) {
  describe(`cache-aside on ${flavour}`, () => {
    const given = lesson(pattern, flavour);
    const summary = async (step: string): Promise<string> => (await given.session().runStep(step)).summary;
    const value = (product: string | number): string =>
      `redis-patterns:cache-aside:${given.session().instance}:{product:${String(product)}}:value`;

    it('loads once and finds it afterwards, with a life a tenth shorter at most', async () => {
      assert.match(await summary('miss'), /^The first read came from the database, the second from the cache; /);
      const left = Number(await given.client().text('PTTL', value(1)));
      assert.ok(left > 26_000 && left <= 30_000, String(left));
    });

    it('lets one of twenty load, and leaves no lock behind', async () => {
      const before = Number(await given.client().text('GET', given.key('asked')));
      assert.match(await summary('stampede'), /the database was asked 1 time, and 1 price was given to all/);
      assert.equal(Number(await given.client().text('GET', given.key('asked'))) - before, 1);
      assert.equal(await given.client().text('EXISTS', value(2).replace(/value$/, 'lock')), 0);
    });

    it('remembers for a while that there is nothing', async () => {
      assert.match(await summary('negative'), /: 0 found it, and the database was asked 1 times/);
      assert.equal(await given.client().text('GET', value('none')), '');
    });

    it('gives the new price after a change, and refuses a late fill', async () => {
      const database = given.key('database');
      const before = Number(await given.client().text('HGET', database, '3'));
      assert.equal(
        await summary('drop'),
        `The price was ${String(before)} and is ${String(before + 1)}, read from the database.`,
      );
      assert.match(await summary('late'), /was refused, and readers get \d+\.$/);
      assert.equal(await given.client().text('GET', value(4)), await given.client().text('HGET', database, '4'));
    });

    it('never caches another price than the database has, under traffic', async () => {
      await given.traffic(600);
      const prices = (await given.client().text('HGETALL', given.key('database'))) as string[];
      let cached = 0;
      for (let at = 0; at < prices.length; at += 2) {
        const seen = await given.client().text('GET', value(prices[at] ?? ''));
        if (seen === null) continue;
        cached += 1;
        assert.equal(seen, prices[at + 1], `product ${String(prices[at])}`);
      }
      assert.ok(cached > 5, String(cached));
    });
  });
}
