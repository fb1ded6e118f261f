import assert from 'node:assert/strict';
import type { Outcome, Ran } from './outcome';

export const pipelines: Outcome = {
  pattern: 'pipelines',
  settings: [{ flavour: 'redis7' }],
  check,
};

const WAYS = ['oneByOne', 'pipelined', 'auto', 'mset', 'script'];

async function check({ prefix, client, printed }: Ran): Promise<void> {
  assert.deepEqual(printed, { byScript: 100, done: 2, refused: ['auto:0'] });
  for (const way of WAYS) {
    for (const n of [0, 57, 99]) {
      const key = `${prefix}:{settings}:${way}:${String(n)}`;
      assert.equal(await client.text('GET', key), `value ${String(n)}`, way);
      assert.ok(Number(await client.text('TTL', key)) > 0, `${key} expires`);
    }
  }
  const names = (await client.text('KEYS', `${prefix}:*`)) as string[];
  assert.equal(names.length, 100 * WAYS.length + 2);
  assert.equal(await client.text('GET', `${prefix}:{settings}:b`), '1', 'what came after the refusal was done');
}
