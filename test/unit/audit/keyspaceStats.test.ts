import assert from 'node:assert/strict';
import { KeyspaceStats } from '../../../src/core/audit/keyspaceStats';

const NAMES = ['report:1', 'price:2', 'price:1', 'report:2', 'big:1'];

describe('what an audit keeps of a keyspace', () => {
  /** The families and the biggest keys, of keys that were met in this order. */
  function seen(names: readonly string[]): readonly [readonly string[], readonly string[]] {
    const stats = new KeyspaceStats();
    for (const name of names) {
      const bytes = name.startsWith('big') ? 1000 : 100;
      stats.add({ name: Buffer.from(name), type: 'list', ttl: 'never', bytes, encoding: 'quicklist', length: 5 }, 0);
    }
    return [stats.namespaces.map(({ name }) => name), stats.biggest.map(({ name }) => name.toString())];
  }

  it('is in the same order however the server gave the keys: by memory, then by name', () => {
    const expected = [
      ['big:*', 'price:*', 'report:*'],
      ['big:1', 'price:1', 'price:2', 'report:1', 'report:2'],
    ];
    assert.deepEqual(seen(NAMES), expected);
    assert.deepEqual(seen([...NAMES].reverse()), expected);
  });
});
