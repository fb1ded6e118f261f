import assert from 'node:assert/strict';
import type { Outcome, Ran } from './outcome';

export const transactions: Outcome = {
  pattern: 'transactions',
  settings: [{ flavour: 'redis7' }],
  check,
};

async function check({ prefix, client, printed }: Ran): Promise<void> {
  assert.deepEqual(printed, { spent: 3, moved: 10, contended: true });
  const bank = `${prefix}:{bank}`;
  const balances = await client.text('MGET', ...['amy', 'ben', 'cleo', 'dan'].map((name) => `${bank}:balance:${name}`));
  assert.deepEqual(balances, ['0', '1100', '0', '1000']);
  assert.deepEqual(await client.text('HMGET', `${bank}:document`, 'value', 'version'), ['10', '10']);
  assert.ok(Number(await client.text('TTL', `${bank}:document`)) > 0);
}
