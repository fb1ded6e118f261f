import assert from 'node:assert/strict';
import type { Outcome, Ran } from './outcome';

export const template: Outcome = {
  pattern: 'template',
  settings: [{ flavour: 'redis7' }],
  check,
};

async function check({ prefix, client, printed }: Ran): Promise<void> {
  assert.deepEqual(printed, { visits: 1 });
  assert.deepEqual(await client.text('HGETALL', `${prefix}:visits`), ['/home', '1']);
}
