import assert from 'node:assert/strict';
import type { Outcome, Ran } from './outcome';

export const counters: Outcome = {
  pattern: 'counters',
  settings: [{ flavour: 'redis7' }],
  check,
};

interface Printed {
  readonly estimate: number;
}

/** A hundred visits, three downloads of ten asked for, two visits of one person, two hundred visitors. */
async function check({ prefix, client, printed }: Ran): Promise<void> {
  const { estimate, ...exact } = printed as Printed;
  assert.deepEqual(exact, { visits: 100, downloads: 3, perVisitor: 2, exact: 200 });
  assert.ok(Math.abs(estimate - 200) <= 7, `${String(estimate)} is about 200`);
  const keys = (await client.text('KEYS', `${prefix}:{site}:*`)) as string[];
  const kinds = keys.map((key) => key.split(':')[2] ?? '');
  assert.deepEqual([...new Set(kinds)].sort(), ['came', 'downloads', 'per-visitor', 'visitors', 'visits']);
  for (const key of keys) assert.ok(Number(await client.text('TTL', key)) > 0, `${key} expires`);
  const visits = keys.find((key) => key.includes(':visits:')) ?? '';
  assert.equal(await client.text('GET', visits), '100');
}
