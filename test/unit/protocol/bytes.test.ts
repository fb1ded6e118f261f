import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeBytes, encodeBytes } from '../../../src/protocol/bytes';

/** Any characters, the unassigned and the invisible included. */
const anyText = fc
  .array(fc.oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff })), { maxLength: 50 })
  .map((codes) => String.fromCodePoint(...codes));

describe('bytes on their way to a webview', () => {
  it('come back exactly, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.deepEqual(Buffer.from(decodeBytes(encodeBytes(bytes))), Buffer.from(bytes));
        assert.equal(encodeBytes(bytes).base64, Buffer.from(bytes).toString('base64'));
      }),
    );
  });

  it('carry the exact text when they are UTF-8, byte order mark and control characters included', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const encoded = encodeBytes(Buffer.from(text, 'utf8'));
        assert.deepEqual([encoded.text, encoded.isText], [text, true]);
      }),
    );
    assert.equal(encodeBytes(Buffer.from('\ufeffa\n\u202eb')).text, '\ufeffa\n\u202eb');
  });

  it('read as far as they can be read when they are not UTF-8', () => {
    const cases: [number[], string][] = [
      [[0x61, 0xff, 0x62], 'a\\xffb'],
      [[0xc3, 0xa9, 0x80], 'é\\x80'],
      [[0xe2, 0x82], '\\xe2\\x82'],
      [[0xed, 0xa0, 0x80], '\\xed\\xa0\\x80'],
      [[0xc0, 0xaf], '\\xc0\\xaf'],
      [[0xf0, 0x9f, 0x98, 0x80, 0xf5], '😀\\xf5'],
    ];
    for (const [bytes, text] of cases) {
      assert.deepEqual(encodeBytes(Uint8Array.from(bytes)), {
        base64: Buffer.from(bytes).toString('base64'),
        text,
        isText: false,
      });
    }
  });

  it('read as the characters that they are wherever they are valid', () => {
    fc.assert(
      fc.property(anyText, anyText, (before, after) => {
        const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xfe]), Buffer.from(after)]);
        assert.equal(encodeBytes(bytes).text, `${before}\\xfe${after}`);
      }),
    );
  });

  it('are text exactly when they are valid UTF-8', () => {
    const byte = fc.constantFrom(
      0x41,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc1,
      0xc2,
      0xe0,
      0xe1,
      0xed,
      0xf0,
      0xf4,
      0xf5,
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 5 }), (array) => {
        const bytes = Buffer.from(array);
        const { text, isText } = encodeBytes(bytes);
        assert.equal(isText, Buffer.from(bytes.toString('utf8')).equals(bytes));
        assert.equal(isText, !text.includes('\\x'));
      }),
      { numRuns: 2000 },
    );
  });

  it('may be megabytes', () => {
    const bytes = Buffer.alloc(3_000_000, 'x\x00\xff', 'latin1');
    assert.ok(bytes.equals(decodeBytes(encodeBytes(bytes))));
  });
});
