import assert from 'node:assert/strict';
import type { Outcome, Ran } from './outcome';

export const memory: Outcome = {
  pattern: 'memory',
  settings: [{ flavour: 'redis7' }],
  check,
};

async function check({ prefix, client, printed }: Ran): Promise<void> {
  assert.deepEqual(printed, {
    bigger: true,
    before: 'hashtable',
    after: 'listpack',
    counted: 2,
    used: true,
    policy: 'noeviction',
  });
  const names = (await client.text('KEYS', `${prefix}:*`)) as string[];
  const expected = ['user:1', 'user:2', 'counters:0', 'counters:1'].map((name) => `${prefix}:${name}`);
  assert.deepEqual(names.sort(), expected.sort());
  for (const name of names) assert.ok(Number(await client.text('TTL', name)) > 0, `${name} expires`);
  assert.equal(await client.text('HLEN', `${prefix}:counters:0`), 100);
  assert.equal(await client.text('HGET', `${prefix}:user:2`, 'about'), 'short');
}
