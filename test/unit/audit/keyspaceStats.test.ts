import assert from 'node:assert/strict';
import { KeyspaceStats } from '../../../src/core/audit/keyspaceStats';
import type { ObservedKey } from '../../../src/core/audit/observedKey';
import { DEFAULT_THRESHOLDS } from '../../../src/core/audit/thresholds';

const NAMES = ['report:1', 'price:2', 'price:1', 'report:2', 'big:1'];

function statsOf(keys: readonly ObservedKey[]): KeyspaceStats {
  const stats = new KeyspaceStats(DEFAULT_THRESHOLDS);
  for (const key of keys) stats.add(key, 0);
  return stats;
}

function list(name: string, length: number, bytes = 10 * length): ObservedKey {
  return { name: Buffer.from(name), type: 'list', ttl: 'never', bytes, encoding: 'quicklist', length };
}

function text(name: string): ObservedKey {
  return { name: Buffer.from(name), type: 'string', ttl: 'never', bytes: 56, encoding: undefined };
}

/** Words without digits, all different. */
function words(count: number): string[] {
  const letter = (n: number): string => String.fromCharCode(97 + (n % 26));
  return Array.from(
    { length: count },
    (_, n) => `w${letter(n)}${letter(n / 26)}${letter(n / 676)}${letter(n / 17_576)}z`,
  );
}

function families(stats: KeyspaceStats): string[] {
  return stats.namespaces.map(({ name, all }) => `${name} ${String(all.count)}`).sort();
}

describe('what an audit keeps of a keyspace', () => {
  /** The families and the longest keys, of keys that were met in this order. */
  function seen(names: readonly string[]): readonly [readonly string[], readonly string[]] {
    const stats = statsOf(names.map((name) => list(name, name.startsWith('big') ? 1000 : 100)));
    return [stats.namespaces.map(({ name }) => name), stats.growing.map(({ name }) => name.toString())];
  }

  it('is in the same order however the server gave the keys: by size, then by name', () => {
    const expected = [
      ['big:*', 'price:*', 'report:*'],
      ['big:1', 'price:1', 'price:2', 'report:1', 'report:2'],
    ];
    assert.deepEqual(seen(NAMES), expected);
    assert.deepEqual(seen([...NAMES].reverse()), expected);
  });

  it('counts every big key, whatever else is big, and shows the biggest', () => {
    const harmless = words(600).map((word) => ({ ...text(`page:${word}`), bytes: 95_000, length: 94_900 }));
    const stats = statsOf([
      ...harmless,
      list('queue:all', 5000),
      ...words(2000).map((word, n) => list(`log:${word}`, 1001 + n)),
    ]);
    const big = stats.namespaces.flatMap(({ name, big: types }) =>
      [...types].map(([type, { count, worst, examples }]) => [name, type, count, worst, examples[0]?.key.length]),
    );
    assert.deepEqual(big, [
      ['log:*', 'list', 2000, 3, 3000],
      ['queue:all', 'list', 1, 5, 5000],
    ]);
  });

  it('calls a key big for its memory too, whatever its type', () => {
    const stats = statsOf([
      { name: Buffer.from('doc:1'), type: 'ReJSON-RL', ttl: 'never', bytes: 20_000_000, encoding: 'raw' },
      { name: Buffer.from('doc:2'), type: 'ReJSON-RL', ttl: 'never', bytes: 900_000, encoding: 'raw' },
      {
        name: Buffer.from('row:1'),
        type: 'hash',
        ttl: 'never',
        bytes: 100_000_000,
        encoding: 'hashtable',
        length: 500,
      },
    ]);
    const big = stats.namespaces.map(({ name, big: types }) => [
      name,
      types.get('ReJSON-RL')?.count,
      types.get('hash')?.worst,
    ]);
    assert.deepEqual(big, [
      ['row:*', undefined, 100],
      ['doc:*', 1, undefined],
    ]);
  });
});

describe('the families of a keyspace', () => {
  it('are one where there are too many that differ in a name only', () => {
    const stats = statsOf([
      ...words(150).map((user) => text(`user:${user}:cart`)),
      ...words(20).map((kind) => text(`kind:${kind}`)),
    ]);
    assert.ok(families(stats).includes('user:*:cart 150'), families(stats).join(', '));
    assert.equal(stats.namespaces.length, 21);
  });

  it('keep their kind: a hundred and more first words are no ids', () => {
    const stats = statsOf(words(120).flatMap((kind) => [text(`${kind}:1`), text(`${kind}:2`)]));
    assert.deepEqual(
      families(stats),
      words(120)
        .map((kind) => `${kind}:* 2`)
        .sort(),
    );
  });

  it('keep words that call a key temporary beside names that are folded', () => {
    const stats = statsOf(
      words(150).flatMap((user) => [text(`shop:${user}`), text('shop:session'), text('shop:userLock')]),
    );
    assert.deepEqual(families(stats), ['shop:* 150', 'shop:session 150', 'shop:userLock 150']);
  });

  it('are the same and all counted in whatever order the keys came', () => {
    const names = words(300).flatMap((word, n) => [
      `post:${word}`,
      `post:${String(n)}`,
      `tag:${word}:${words(300)[299 - n] ?? ''}`,
    ]);
    const expected = ['post:* 600', 'tag:*:* 300'];
    assert.deepEqual(families(statsOf(names.map(text))), expected);
    assert.deepEqual(families(statsOf([...names].reverse().map(text))), expected);
  });

  it('stay few among very many names, in however many places they differ', () => {
    const slugs = words(40_000);
    const names = slugs.map(
      (slug, n) => `${slugs[n % 90] ?? ''}:${slugs[n % 89] ?? ''}:${slugs[n % 97] ?? ''}:${slug}`,
    );
    const stats = statsOf(names.map(text));
    assert.ok(stats.namespaces.length <= 10_000, String(stats.namespaces.length));
    assert.equal(
      stats.namespaces.reduce((sum, { all }) => sum + all.count, 0),
      40_000,
    );
  });
});
