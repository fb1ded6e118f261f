import assert from 'node:assert/strict';
import type { Outcome, Ran } from './outcome';

export const naming: Outcome = {
  pattern: 'naming',
  settings: [{ flavour: 'redis7' }],
  check,
};

async function check({ prefix, client, printed }: Ran): Promise<void> {
  assert.deepEqual(printed, { sessions: 2, bytes: true, refused: true });
  const user = `${prefix}:{user:42}`;
  const names = (await client.text('KEYS', `${prefix}:*`)) as string[];
  assert.equal(names.length, 5);
  for (const name of names) {
    assert.ok(name.startsWith(`${user}:`), name);
    assert.ok(Number(await client.text('TTL', name)) > 0, `${name} expires`);
  }
  assert.equal(await client.text('SCARD', `${user}:sessions`), 2, 'the one that is gone was taken off the list');
  assert.equal(await client.text('GET', `${user}:profile`), '{"name":"Ann"}');
}
