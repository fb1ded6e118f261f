import assert from 'node:assert/strict';
import { KeyspaceStats } from '../../../src/core/audit/keyspaceStats';
import { namespaceName } from '../../../src/core/audit/namespaceName';
import type { ObservedKey } from '../../../src/core/audit/observedKey';

describe('the family of a name', () => {
  for (const [name, family] of [
    ['user:17:cart', 'user:*:cart'],
    ['user:{17}:cart', 'user:*:cart'],
    ['session:0d9f6b34-3a0e-4a3c-9a56-6f6a5f0c2b11', 'session:*'],
    ['token:9f86d081884c7d659a2feaa0c55ad015', 'token:*'],
    ['leaderboard:daily', 'leaderboard:daily'],
    ['analytics:2026-11-23:pages', 'analytics:*-*-*:pages'],
    ['user42', 'user*'],
    ['a::b', 'a::b'],
    ['', ''],
    ['größe:7', 'größe:*'],
    ['a\nb', '(binary)'],
  ] as const) {
    it(`${JSON.stringify(name)} is ${JSON.stringify(family)}`, () => {
      assert.equal(namespaceName(Buffer.from(name)), family);
    });
  }

  it('is one for all names that are no text', () => {
    assert.equal(namespaceName(Buffer.from([0x61, 0xff, 0xfe])), '(binary)');
  });

  it('does not grow with a name', () => {
    assert.ok(namespaceName(Buffer.from('a:'.repeat(5000))).length < 40);
  });
});

describe('the families of a keyspace', () => {
  it('are one where there are too many that differ in a name only', () => {
    const stats = new KeyspaceStats();
    for (const user of words(150)) stats.add(key(`user:${user}:cart`), 0);
    for (const kind of words(20)) stats.add(key(`kind:${kind}`), 0);
    const names = stats.namespaces.map(({ name, all }) => `${name} ${String(all.count)}`);
    assert.ok(names.includes('user:*:cart 150'), names.join(', '));
    assert.equal(names.length, 21);
  });
});

/** Words without digits, all different. */
function words(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `w${String.fromCharCode(97 + (n % 26), 97 + Math.floor(n / 26))}z`);
}

function key(name: string): ObservedKey {
  return { name: Buffer.from(name), type: 'string', ttl: 'never', bytes: 56, encoding: 'embstr' };
}
