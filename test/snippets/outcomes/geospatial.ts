import assert from 'node:assert/strict';
import type { Outcome, Ran } from './outcome';

export const geospatial: Outcome = {
  pattern: 'geospatial',
  settings: [{ flavour: 'redis7' }],
  check,
};

interface Printed {
  readonly near: readonly { readonly driver: string; readonly distance: number }[];
  readonly apart: number;
  readonly nobody: null;
  readonly map: readonly string[];
  readonly swept: number;
}

/** Anna is where is searched, Ben 636 m away, Cleo in the next town and silent. */
async function check({ prefix, client, printed }: Ran): Promise<void> {
  const { near, apart, nobody, map, swept } = printed as Printed;
  assert.deepEqual(
    near.map(({ driver }) => driver),
    ['anna', 'ben'],
  );
  assert.ok((near[0]?.distance ?? 1) < 0.001, 'Anna is there');
  const drivers = `${prefix}:{helsinki}:drivers`;
  const kilometres = Number(await client.text('GEODIST', drivers, 'anna', 'ben', 'km'));
  assert.ok(Math.abs(apart - kilometres) < 1e-9 && Math.abs((near[1]?.distance ?? 0) - kilometres) < 0.001);
  assert.equal(nobody, null);
  assert.deepEqual(map, ['anna', 'ben']);
  assert.equal(swept, 1);
  for (const key of [drivers, `${prefix}:{helsinki}:seen`]) {
    const left = (await client.text('ZRANGE', key, 0, -1)) as string[];
    assert.deepEqual([...left].sort(), ['anna', 'ben'], `${key} has those who are heard of`);
  }
}
