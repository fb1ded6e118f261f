import assert from 'node:assert/strict';
import type { Outcome, Ran } from './outcome';

export const analytics: Outcome = {
  pattern: 'analytics',
  settings: [{ flavour: 'redis7' }, { flavour: 'stack' }],
  check,
};

async function check(ran: Ran): Promise<void> {
  const printed = ran.printed as Printed;
  assert.equal(printed.views, 250, '50 one by one, 200 added up');
  assert.equal(await sumOf(ran, `${ran.prefix}:{site}:minute:*`), 250, 'the minutes that another client adds up');
  assert.equal(await sumOf(ran, `${ran.prefix}:{site}:hour:*`), 250);
  // Two full hundreds; one more for each second or minute that ended meanwhile.
  assert.ok(printed.flushes >= 2 && printed.flushes < 20, `${String(printed.flushes)} flushes`);
  assert.deepEqual(printed.top, [
    { page: '/products/:id', views: 200 },
    { page: '/home', views: 50 },
  ]);
  assert.ok(Math.abs(printed.visitors - 40) <= 2, 'of 40 visitors, in the error of a HyperLogLog');
  assert.equal(printed.week, printed.visitors);
  assert.equal(printed.samples, 60, 'one for each second, though all are equal');
  assert.equal(printed.sum, 60 * 50);
  await checkSeries(printed, ran);
  await allExpire(ran);
}

async function checkSeries({ means, peaks }: Printed, { setting, prefix, client }: Ran): Promise<void> {
  if (setting.flavour !== 'stack') {
    assert.deepEqual([means, peaks], [null, null], 'there is no TimeSeries');
    return;
  }
  assert.deepEqual(
    means?.map(({ value }) => value),
    [29.5, 29.5],
  );
  assert.deepEqual(
    peaks?.map(({ metric, samples }) => [metric, samples.map(({ value }) => value)]),
    [['cpu', [59, 59]]],
  );
  // The minute that ended is kept by the rule; the other goes on.
  const kept = (await client.text('TS.RANGE', `${prefix}:{site}:cpu:means`, '-', '+')) as [number, string][];
  assert.deepEqual(
    kept.map(([at, value]) => [at, Number(value)]),
    [[means[0]?.at, 29.5]],
  );
}

async function sumOf({ client }: Ran, pattern: string): Promise<number> {
  const keys = (await client.text('KEYS', pattern)) as string[];
  const views = await Promise.all(keys.map((key) => client.text('HGET', key, 'views')));
  return views.reduce<number>((sum, value) => sum + Number(value), 0);
}

async function allExpire({ prefix, client }: Ran): Promise<void> {
  const keys = (await client.text('KEYS', `${prefix}:*`)) as string[];
  assert.ok(keys.length > 5);
  for (const key of keys) assert.ok(Number(await client.text('TTL', key)) > 0, `${key} expires`);
}

interface Sample {
  readonly at: number;
  readonly value: number;
}

interface Printed {
  readonly views: number;
  readonly flushes: number;
  readonly top: readonly { readonly page: string; readonly views: number }[];
  readonly visitors: number;
  readonly week: number;
  readonly samples: number;
  readonly sum: number;
  readonly means: readonly Sample[] | null;
  readonly peaks: readonly { readonly metric: string; readonly samples: readonly Sample[] }[] | null;
}
