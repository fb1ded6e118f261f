import assert from 'node:assert/strict';
import type { RespClient } from '../../support/servers/respClient';
import type { Outcome, Ran } from './outcome';

// With Search where the server has it, and with posting lists everywhere.

interface Found {
  readonly total: number;
  readonly hits: readonly { readonly id: string; readonly name: string }[];
}

interface Postings {
  readonly before: Found;
  readonly after: Found;
  readonly renamed: readonly number[];
  readonly laptops: Found;
  readonly stem: number;
  readonly cheap: number;
  readonly dear: number;
  readonly odd: readonly number[];
  readonly completed: readonly string[];
}

interface Search {
  readonly before: Found;
  readonly after: Found;
  readonly laptops: Found;
  readonly typing: number;
  readonly stem: Found['hits'];
  readonly cheap: Found;
  readonly between: Found['hits'];
  readonly pages: readonly (readonly string[])[];
  readonly dearest: readonly string[];
  readonly categories: Readonly<Record<string, number>>;
  readonly odd: readonly number[];
  readonly completed: readonly string[];
  readonly gone: readonly string[];
}

/** What somebody types at the stop for how products are kept. */
function overHashes(code: string): string {
  const changed = code.replace(/^((?!.*#tabstop).*\bproducts_?in\b.*= ?['"]?)json\b/im, '$1hash');
  assert.notEqual(changed, code);
  return changed;
}

export const search: Outcome = {
  pattern: 'search',
  settings: [
    { flavour: 'redis7' },
    { flavour: 'stack' },
    { flavour: 'stack', title: 'over hashes', change: overHashes },
    { flavour: 'valkey' },
  ],
  check,
};

async function check(ran: Ran): Promise<void> {
  const { setting, prefix, client } = ran;
  const printed = ran.printed as { readonly search: Search | null; readonly postings: Postings };
  assertPostings(printed.postings);
  await assertPostingKeys(client, `${prefix}:{catalogue}:core`);
  if (setting.flavour !== 'stack') {
    assert.equal(printed.search, null, 'nothing is asked of a server without Search');
    return;
  }
  assert.ok(printed.search);
  assertSearch(printed.search);
  await assertIndex(client, `${prefix}:{catalogue}`);
  const type = await client.text('TYPE', `${prefix}:{catalogue}:product:1`);
  assert.equal(type, setting.change ? 'hash' : 'ReJSON-RL');
}

async function assertPostingKeys(client: RespClient, core: string): Promise<void> {
  assert.deepEqual(await client.text('ZRANGE', `${core}:idx:laptop`, 0, -1, 'WITHSCORES'), [
    '2',
    '5',
    '3',
    '5',
    '1',
    '6',
  ]);
  assert.equal(await client.text('EXISTS', `${core}:idx:fi`, `${core}:idx:wi`, `${core}:idx:desk`), 0);
  const words = (await client.text('ZRANGE', `${core}:words`, 0, -1)) as string[];
  const lists = ((await client.text('KEYS', `${core}:idx:*`)) as string[]).map((key) => key.split(':').pop());
  assert.deepEqual(words, lists.sort(), 'the words are those that have a list');
}

async function assertIndex(client: RespClient, shop: string): Promise<void> {
  const indexes = (await client.text('FT._LIST')) as string[];
  assert.ok(indexes.includes(`${shop}:index:v1`));
  const [total, ...ids] = (await client.text('FT.SEARCH', `${shop}:index`, 'laptop', 'NOCONTENT')) as [number];
  assert.deepEqual([total, ids.length], [3, 3], 'the alias shows the index');
}

function assertPostings(postings: Postings): void {
  assert.deepEqual(postings.before, { total: 1, hits: [{ id: '5', name: 'Foldable <b>Lap</b> <b>Desk</b>' }] });
  assert.deepEqual(postings.after, { total: 0, hits: [] });
  assert.deepEqual(postings.renamed, [0, 1], 'a changed document is not found by its old words');
  assert.deepEqual(
    postings.laptops.hits.map(({ id, name }) => `${id} ${name}`),
    ['1 Wireless <b>Laptop</b> Stand', '2 <b>Laptop</b> Sleeve', '3 Slim <b>Laptop</b>'],
  );
  assert.deepEqual([postings.stem, postings.cheap, postings.dear], [0, 1, 0]);
  assert.deepEqual(postings.odd, [0, 0, 0]);
  assert.deepEqual(postings.completed, ['laptop'], 'the lap desk is gone, and its word with it');
}

function assertSearch(found: Search): void {
  assert.deepEqual(found.before, { total: 1, hits: [{ id: '5', name: 'Foldable <b>Lap</b> <b>Desk</b>' }] });
  assert.deepEqual(found.after, { total: 0, hits: [] });
  assert.equal(found.laptops.hits[0]?.name, 'Wireless <b>Laptop</b> Stand');
  assert.deepEqual([found.laptops.total, found.typing], [3, 3]);
  assert.deepEqual(
    found.stem.map(({ id }) => id),
    ['3'],
  );
  assert.deepEqual(
    found.cheap.hits.map(({ id }) => id),
    ['2'],
  );
  assert.deepEqual(
    found.between.map(({ id }) => id),
    ['1'],
  );
  assert.deepEqual(found.pages, [['2', '1'], ['3']]);
  assert.deepEqual(found.dearest, ['3', '1']);
  assert.deepEqual(found.categories, { Accessories: 2, 'Computers & Tablets': 1 });
  assert.deepEqual(found.odd, [0, 1, 0, 0]);
  assert.deepEqual(found.completed, ['Wireless Laptop Stand']);
  assert.deepEqual(found.gone, []);
}
