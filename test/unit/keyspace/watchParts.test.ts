import assert from 'node:assert/strict';
import { coveringPrefixes } from '../../../src/core/keyspace/watch/prefixes';
import { tellsAllChanges } from '../../../src/core/keyspace/watch/way';

const covering = (...prefixes: string[]) =>
  coveringPrefixes(prefixes.map((prefix) => Buffer.from(prefix, 'latin1'))).map((prefix) => prefix.toString('latin1'));

describe('What is listened to', () => {
  it('are prefixes of which none covers another', () => {
    assert.deepEqual(covering('user:1:', 'user:', 'cart:', 'user:', 'use'), ['cart:', 'use']);
    assert.deepEqual(covering('a', 'ab', 'b', 'a\xff', 'b\x00'), ['a', 'b']);
    assert.deepEqual(covering('b', '', 'a'), ['']);
    assert.deepEqual(covering(), []);
  });

  it('are notifications only where they leave nothing out', () => {
    for (const setting of ['KA', 'AKE', 'Kg$lshzxet', 'AKEn']) assert.ok(tellsAllChanges(setting), setting);
    for (const setting of ['', 'A', 'EA', 'K', 'Kg$', 'Kg$lshzxe']) assert.ok(!tellsAllChanges(setting), setting);
  });
});
