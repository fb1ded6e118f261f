import assert from 'node:assert/strict';
import fc from 'fast-check';
import { displayName, displayText } from '../../../src/protocol/displayText';

describe('a name for showing', () => {
  it('is the name where there is nothing to hide', () => {
    for (const name of ['user:1:profile', 'café ☕ 😀', 'App\\Models\\User', '', 'می‌خواهم', '👩‍💻']) {
      assert.equal(displayName(Buffer.from(name)), name);
      assert.equal(displayText(name), name);
    }
  });

  it('shows what would not show, or would change how the rest shows', () => {
    const cases: [string, string][] = [
      ['a\nb\r\t', 'a\\nb\\r\\t'],
      ['\x1b[31m', '\\x1b[31m'],
      ['a\u202egnp', 'a\\u202egnp'],
      ['\u2066x\u2069', '\\u2066x\\u2069'],
      ['\u0085\u2028\u200b\ufeff', '\\u0085\\u2028\\u200b\\ufeff'],
      ['\u{e0041}', '\\u{e0041}'],
    ];
    for (const [name, shown] of cases) {
      assert.equal(displayName(Buffer.from(name)), shown);
      assert.equal(displayText(name), shown);
    }
    assert.equal(displayName(Buffer.from([0xff, 0x0a, 0x41])), '\\xff\\nA');
  });

  it('is cut between characters, and says so', () => {
    assert.equal(displayName(Buffer.from('abcdef'), 6), 'abcdef');
    assert.equal(displayName(Buffer.from('abcdefg'), 6), 'abcde…');
    assert.equal(displayName(Buffer.from('😀'.repeat(70)), 4), '😀😀😀…');
    assert.equal(displayText('😀'.repeat(70), 4), '😀😀😀…');
    assert.equal(displayName(Buffer.alloc(512_000_000, 0), 3), '\\x00\\x00…');
  });

  it('never holds a hidden character and is never longer than its limit in characters of the name', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (bytes, limit) => {
        const shown = displayName(bytes, limit);
        assert.doesNotMatch(shown, /[\p{Cc}\p{Zl}\p{Zp}]/u);
        assert.ok(Array.from(shown).length <= 9 * limit);
        assert.doesNotMatch(shown, /\ufffd/);
      }),
    );
  });
});
