import assert from 'node:assert/strict';
import { namespaceName } from '../../../src/core/audit/namespaceName';

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
