import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hashBytes } from '../../../src/core/keyspace/byteStrings';
import { NameArena } from '../../../src/core/keyspace/nameArena';

describe('the arena of names', () => {
  it('knows each name once, by its bytes, and gives it back', () => {
    const name = fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.uint8Array({ minLength: 250, maxLength: 260 }));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 200 }), (names) => {
        const arena = new NameArena();
        const ids = new Map<string, number>();
        for (const bytes of names) {
          const hex = Buffer.from(bytes).toString('hex');
          const id = arena.intern(bytes);
          assert.equal(id, ids.get(hex) ?? ids.size);
          ids.set(hex, id);
        }
        assert.equal(arena.count, ids.size);
        for (const [hex, id] of ids) {
          assert.equal(arena.read(id).toString('hex'), hex);
          assert.equal(arena.idOf(Buffer.from(hex, 'hex')), id);
        }
      }),
    );
  });

  it('grows past its tables, pages and chunks', () => {
    const arena = new NameArena();
    const nameOf = (index: number): Buffer => Buffer.from(`user:${String(index)}:profile`);
    for (let index = 0; index < 60_000; index++) assert.equal(arena.intern(nameOf(index)), index);
    for (let index = 0; index < 60_000; index += 7) {
      assert.equal(arena.intern(nameOf(index)), index);
      assert.deepEqual(arena.read(index), nameOf(index));
    }
    assert.equal(arena.idOf(Buffer.from('user:60000:profile')), -1);
  });

  it('keeps names apart whose hashes are the same', () => {
    // Among 300 000 names about ten pairs share one of 2^32 hashes.
    const byHash = new Map<number, Buffer>();
    const twins: Buffer[][] = [];
    for (let index = 0; index < 300_000; index++) {
      const name = Buffer.from(`twin:${String(index).padStart(6, '0')}`);
      const hash = hashBytes(name, 0, name.length);
      const other = byHash.get(hash);
      if (other) twins.push([other, name]);
      byHash.set(hash, name);
    }
    assert.ok(twins.length > 0);
    const names = twins.flat();
    const arena = new NameArena();
    assert.deepEqual(
      names.map((name) => arena.intern(name)),
      [...names.keys()],
    );
    assert.deepEqual(
      names.map((name) => arena.idOf(name)),
      [...names.keys()],
    );
  });

  it('takes names of any length', () => {
    const arena = new NameArena();
    const lengths = [0, 1, 254, 255, 256, 65_535, 65_536, 262_138, 262_139, 262_144, 3_000_000, 1];
    const names = lengths.map((length, index) => Buffer.alloc(length, index + 1));
    const ids = names.map((name) => arena.intern(name));
    assert.deepEqual(ids, [...names.keys()]);
    names.forEach((name, id) => {
      assert.ok(arena.read(id).equals(name));
      assert.equal(arena.intern(name), id);
    });
  });

  it('copies the bytes: the page that they came in may be used again', () => {
    const arena = new NameArena();
    const bytes = Buffer.from('one');
    arena.intern(bytes);
    bytes.write('two');
    assert.equal(arena.read(0).toString(), 'one');
  });

  it('marks names without forgetting them', () => {
    const arena = new NameArena();
    arena.intern(Buffer.from('a'));
    arena.setLive(0, false);
    assert.equal(arena.isLive(0), false);
    assert.equal(arena.intern(Buffer.from('a')), 0);
    arena.setLive(0, true);
    assert.equal(arena.isLive(0), true);
  });
});
