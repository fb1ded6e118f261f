import assert from 'node:assert/strict';
import type { Outcome, Ran } from './outcome';

export const messaging: Outcome = {
  pattern: 'messaging',
  settings: [{ flavour: 'redis7' }, { flavour: 'valkey' }],
  check,
};

/** Two messages heard of four; nine orders, four of them taken by each worker, and what one left taken over. */
async function check({ prefix, client, printed }: Ran): Promise<void> {
  assert.deepEqual(printed, {
    ...{ unheard: 0, listeners: 1, heard: ['one', 'two'] },
    ...{ ann: ['1', '2', '3', '4'], bob: ['5', '6', '7', '8'], takenOver: 4, done: 4, none: 0, after: 2 },
  });
  const orders = `${prefix}:{shop}:orders`;
  assert.equal(await client.text('XLEN', orders), 9);
  const [pending] = (await client.text('XPENDING', orders, 'packing')) as [number];
  assert.equal(pending, 0, 'all that was taken is done');
  assert.ok(Number(await client.text('TTL', orders)) > 0);
  const [, listeners] = (await client.text('PUBSUB', 'NUMSUB', `${prefix}:{shop}:news`)) as [string, number];
  assert.equal(listeners, 0, 'nobody is left listening');
}
