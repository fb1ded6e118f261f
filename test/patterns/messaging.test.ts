import assert from 'node:assert/strict';
import { pattern } from '../../src/core/patterns/messaging/index';
import { lesson } from './lessons';

// What is heard, handed out and taken over, against what a second client sees.

for (const flavour of ['redis7', 'valkey'] as const) {
  describe(`pub/sub and streams on ${flavour}`, () => {
    const given = lesson(pattern, flavour);
    const summary = async (step: string): Promise<string> => (await given.session().runStep(step)).summary;
    const links = async (): Promise<number> =>
      String(await given.client().text('CLIENT', 'LIST')).split('name=vscode-redis-patterns').length - 1;
    const pending = async (): Promise<number> => {
      const [count] = (await given.client().text('XPENDING', given.key('orders'), 'packing')) as [number];
      return count;
    };

    it('tells nobody, and then one who listens over a link that is closed afterwards', async () => {
      assert.match(await summary('publish'), /^0 heard/);
      assert.equal(await summary('subscribe'), '1 listened and heard 5 of 5 messages, in order.');
      assert.equal(await links(), 1);
      const [, listeners] = (await given.client().text('PUBSUB', 'NUMSUB', given.key('news'))) as [string, number];
      assert.equal(listeners, 0);
    });

    it('hands each entry to one worker, and what was left undone to another', async () => {
      assert.equal(await summary('group'), 'ann packed 5 orders and bob 5; 0 went to both.');
      assert.equal(await pending(), 0);
      assert.match(await summary('takeOver'), /^cid took 5 orders and was gone; dan packed 5 in its place, 0 are left/);
      assert.equal(await pending(), 0);
      const packed = await given.client().text('HGETALL', given.key('packed'));
      assert.deepEqual(packed, ['ann', '5', 'bob', '5', 'dan', '5']);
    });

    it('shows every entry as packed, taken or waiting, as another client counts them', async () => {
      await given.session().scaffold();
      await given.traffic(400);
      const length = Number(await given.client().text('XLEN', given.key('orders')));
      const parts = (await given.session().view()).find((block) => block.kind === 'parts');
      assert.equal(parts?.total, length);
      const [done = -1, taken = -1, waiting = -1] = parts.parts.map(({ value }) => value);
      assert.equal(taken, await pending());
      const packed = (await given.client().text('HGETALL', given.key('packed'))) as string[];
      const counted = packed.filter((_, at) => at % 2 === 1).reduce((sum, count) => sum + Number(count), 0);
      assert.equal(counted, done);
      assert.equal(done + taken + waiting, length);
    });

    it('closes the link of an activity that is stopped', async () => {
      const stop = new AbortController();
      const run = given.session().runExperiment(stop.signal);
      stop.abort();
      await assert.rejects(run);
      for (let n = 0; n < 100 && (await links()) > 1; n += 1) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(await links(), 1);
    });
  });
}
