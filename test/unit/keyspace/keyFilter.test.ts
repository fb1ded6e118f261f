import assert from 'node:assert/strict';
import { escapeGlob } from '../../../src/core/keyspace/glob';
import { globOf, isSameFilter, matchesInfo, matchesText, matchesTtl } from '../../../src/core/keyspace/keyFilter';

describe('a filter of keys', () => {
  it('looks for a text anywhere, and takes a pattern as it is', () => {
    assert.equal(String(globOf('user')), '*user*');
    assert.equal(String(globOf('user:*')), 'user:*');
    assert.equal(String(globOf('App\\User')), '*App\\\\User*');
    assert.ok(matchesText({ text: 'App\\User' }, Buffer.from('x:App\\User:1')));
    assert.ok(matchesText({}, Buffer.from([0xff])));
    assert.equal(matchesText({ text: 'a?c' }, Buffer.from('abbc')), false);
    assert.equal(String(escapeGlob(Buffer.from('[x]*?\\'))), '\\[x\\]\\*\\?\\\\');
  });

  it('lets pass what never expires, or what expires soon, and never what the server did not tell', () => {
    const soon = { kind: 'expires', ms: 1000, readAt: 0 } as const;
    assert.ok(matchesTtl(undefined, undefined));
    assert.ok(matchesTtl({ kind: 'none' }, { kind: 'none' }));
    assert.equal(matchesTtl({ kind: 'none' }, soon), false);
    assert.ok(matchesTtl({ kind: 'within', ms: 1000 }, soon));
    assert.equal(matchesTtl({ kind: 'within', ms: 999 }, soon), false);
    assert.equal(matchesTtl({ kind: 'within', ms: 999 }, { kind: 'none' }), false);
    for (const kind of ['none', 'within'] as const) {
      assert.equal(matchesTtl({ kind, ms: 5 }, { kind: 'unknown' }), false);
      assert.equal(matchesTtl({ kind, ms: 5 }, undefined), false);
    }
    const info = { key: Buffer.from('k'), type: 'hash', ttl: soon };
    assert.ok(matchesInfo({ type: 'hash', ttl: { kind: 'within', ms: 2000 } }, info));
    assert.equal(matchesInfo({ type: 'set', ttl: { kind: 'within', ms: 2000 } }, info), false);
  });

  it('is the same as another that asks for the same', () => {
    assert.ok(isSameFilter(undefined, {}));
    assert.ok(isSameFilter({ text: 'a', ttl: { kind: 'none' } }, { ttl: { kind: 'none' }, text: 'a' }));
    assert.equal(isSameFilter({ ttl: { kind: 'within', ms: 1 } }, { ttl: { kind: 'within', ms: 2 } }), false);
  });
});
