import assert from 'node:assert/strict';
import type { Outcome, Ran } from './outcome';

export const cacheAside: Outcome = {
  pattern: 'cache-aside',
  settings: [{ flavour: 'redis7' }, { flavour: 'valkey' }],
  check,
};

/** Fifty readers and one loading; nothing, remembered; a late fill that was refused. */
async function check({ prefix, client, printed }: Ran): Promise<void> {
  assert.deepEqual(printed, {
    ...{ stampede: { asked: 1, prices: ['12'] }, nothing: [null, null] },
    // One for the mug, one for the hat, one that was late.
    ...{ asked: 3, changed: '13' },
  });
  const product = (id: string, part: string): string => `${prefix}:{product:${id}}:${part}`;
  assert.equal(await client.text('GET', product('mug', 'value')), '13');
  assert.equal(await client.text('GET', product('hat', 'value')), '');
  assert.equal(await client.text('EXISTS', product('mug', 'lock')), 0);
  for (const key of (await client.text('KEYS', `${prefix}:*`)) as string[]) {
    assert.ok(Number(await client.text('PTTL', key)) > 0, `${key} expires`);
  }
}
