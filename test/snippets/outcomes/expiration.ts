import assert from 'node:assert/strict';
import type { Outcome, Ran } from './outcome';

export const expiration: Outcome = {
  pattern: 'expiration',
  settings: [{ flavour: 'redis7' }, { flavour: 'stack' }],
  check,
};

async function check({ setting, prefix, client, printed }: Ran): Promise<void> {
  const remembered = setting.flavour === 'stack';
  const expected = { updated: true, unknown: false, used: 'second', visits: 2, counted: true, remembered };
  assert.deepEqual(printed, expected);
  const names = (await client.text('KEYS', `${prefix}:*`)) as string[];
  assert.equal(names.length, remembered ? 53 : 52);
  for (const name of names) assert.ok(Number(await client.text('TTL', name)) > 0, `${name} expires`);
  assert.ok(Number(await client.text('TTL', `${prefix}:token:t1`)) > 100, 'reading prolonged it');
  const lives = await Promise.all(
    Array.from({ length: 50 }, (_, page) => client.text('TTL', `${prefix}:page:${String(page)}`)),
  );
  assert.ok(new Set(lives).size > 5, 'pages do not expire together');
  if (remembered) {
    const [left] = (await client.text('HTTL', `${prefix}:devices:ann`, 'FIELDS', 1, 'phone')) as string[];
    assert.ok(Number(left) > 0 && Number(left) <= 60);
  }
}
