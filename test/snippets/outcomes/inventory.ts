import assert from 'node:assert/strict';
import type { Outcome, Ran } from './outcome';

/** What somebody types at the stop for how products are kept; each language writes the word in its own way. */
function asJson(code: string): string {
  const changed = code.replace(/^((?!.*#tabstop).*\bkind\b.*= ?['"]?)hash\b/im, '$1json');
  assert.notEqual(changed, code);
  return changed;
}

export const inventory: Outcome = {
  pattern: 'inventory',
  settings: [
    { flavour: 'redis7', title: 'as hashes' },
    { flavour: 'stack', title: 'as hashes' },
    { flavour: 'stack', title: 'as JSON', change: asJson },
  ],
  check,
};

async function check({ setting, prefix, client, printed }: Ran): Promise<void> {
  assert.deepEqual(printed, {
    ...{ sold: 100, refused: 100, again: { ending: 'again', left: 0 }, unknown: { ending: 'unknown', left: 0 } },
    ...{
      held: { ending: 'done', left: 16 },
      paid: { ending: 'done', units: 4 },
      paidAgain: { ending: 'again', units: 4 },
      retried: { ending: 'soldAlready', left: 16 },
    },
    ...{ back: [6, 0], tooLate: { ending: 'noHold', units: 0 } },
    basket: [
      { ending: 'tooFew', line: 2 },
      { ending: 'done', line: 0 },
    ],
    // The hold of three is too late: the next order gave its units back, though it did not need them.
    mug: { available: 15, held: 0, sold: 105 },
    pen: { available: 0, held: 0, sold: 5 },
  });
  const shop = `${prefix}:{shop}`;
  assert.equal(await client.text('TYPE', `${shop}:product:mug`), setting.change ? 'ReJSON-RL' : 'hash');
  // Each of the hundred, the hold that was paid, and two lines of the basket.
  assert.equal(await client.text('XLEN', `${shop}:ledger`), 103);
  // Which of the two hundred were served is chance, where they come by as many threads.
  const orders = (await client.text('KEYS', `${shop}:order:rush-*`)) as string[];
  assert.equal(orders.length, 100);
  for (const order of orders) {
    assert.ok(Number(await client.text('TTL', order)) > 0, 'an order is not remembered for ever');
  }
}
