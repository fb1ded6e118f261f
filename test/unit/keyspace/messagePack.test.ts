import assert from 'node:assert/strict';
import { isMessagePack, unpack } from '../../../src/core/keyspace/strings/messagePack';

// Bytes as the specification writes them (github.com/msgpack/msgpack/blob/master/spec.md).

const text = (hex: string, maxChars = 10_000): string =>
  unpack(Buffer.from(hex.replaceAll(' ', ''), 'hex'), { maxChars }).text;

describe('MessagePack', () => {
  const CASES: readonly (readonly [what: string, hex: string, text: string])[] = [
    ['nothing and truth', '93 c0 c2 c3', '[\n  null,\n  false,\n  true\n]'],
    ['small integers', '94 00 7f e0 ff', '[\n  0,\n  127,\n  -32,\n  -1\n]'],
    ['unsigned integers', '93 cc ff cd ffff ce ffffffff', '[\n  255,\n  65535,\n  4294967295\n]'],
    ['the largest integer', 'cf ffffffffffffffff', '18446744073709551615'],
    ['an integer beyond 2^53', 'cf 0020000000000001', '9007199254740993'],
    ['the smallest integer', 'd3 8000000000000000', '-9223372036854775808'],
    ['signed integers', '93 d0 80 d1 8000 d2 80000000', '[\n  -128,\n  -32768,\n  -2147483648\n]'],
    ['floats', '93 ca 3fc00000 cb 3ff0000000000000 cb 7ff8000000000000', '[\n  1.5,\n  float(1),\n  NaN\n]'],
    ['strings in each size', '94 a1 61 d9 01 62 da 0001 63 db 00000001 64', '[\n  "a",\n  "b",\n  "c",\n  "d"\n]'],
    ['a string that is not UTF-8', 'a2 fffe', "h'fffe'"],
    ['a string with a quote and a line', 'a3 220a0a', '"\\"\\n\\n"'],
    ['bytes', '92 c4 02 cafe c5 0001 00', "[\n  h'cafe',\n  h'00'\n]"],
    ['a map with every kind of key, in order', '83 02 a1 62 01 a1 61 c0 90', '{\n  2: "b",\n  1: "a",\n  null: []\n}'],
    [
      'keys that come twice or are names of objects',
      '83 a1 61 01 a1 61 02 a9 5f5f70726f746f5f5f 80',
      '{\n  "a": 1,\n  "a": 2,\n  "__proto__": {}\n}',
    ],
    ['long arrays and maps', '92 dc 0001 01 de 0001 01 02', '[\n  [\n    1\n  ],\n  {\n    1: 2\n  }\n]'],
    ['extensions', '92 d4 05 00 c7 03 06 010203', "[\n  ext(5, h'00'),\n  ext(6, h'010203')\n]"],
    ['a time in seconds', 'd6 ff 00000001', 'timestamp(1970-01-01T00:00:01Z)'],
    ['a time with nanoseconds', 'c7 0c ff 1dcd6500 0000000000000002', 'timestamp(1970-01-01T00:00:02.5Z)'],
    ['documents one after the other', '01 a1 61', '1\n"a"'],
    ['nothing at all', '', ''],
  ];
  for (const [what, hex, expected] of CASES) {
    it(`reads ${what}`, () => {
      assert.equal(text(hex), expected);
    });
  }

  it('says what is wrong with bytes that are none', () => {
    assert.throws(() => text('c1'), { code: 'INVALID_INPUT', message: /0xc1 begins nothing/ });
    assert.throws(() => text('92 01'), { code: 'INVALID_INPUT', message: /ends early/ });
    assert.throws(() => text('a5 61'), { code: 'INVALID_INPUT', message: /ends early/ });
    // Four billion elements that are not there cost nothing.
    assert.throws(() => text('dd ffffffff'), { code: 'INVALID_INPUT', message: /ends early/ });
    assert.throws(() => text('91'.repeat(100_000), 1e9), { code: 'INVALID_INPUT', message: /deeper than 200/ });
  });

  it('ends where the text is long enough', () => {
    const { text: cut, cut: isCut } = unpack(Buffer.concat([Buffer.from('dd00010000', 'hex'), Buffer.alloc(65_536)]), {
      maxChars: 1000,
    });
    assert.deepEqual([cut.length, isCut], [1000, true]);
  });

  it('is recognised by a whole map or array', () => {
    const is = (hex: string): boolean => isMessagePack(Buffer.from(hex, 'hex'));
    assert.deepEqual(['80', '9101', '81a16101', 'dc000101'].map(is), [true, true, true, true]);
    assert.deepEqual(['', '01', 'a161', '91', '910101', 'ff'].map(is), [false, false, false, false, false, false]);
  });
});
