import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CodedError } from '../../../src/core/base/errors';
import { quoteShellWord, splitShellWords } from '../../../src/core/redis/shellWords';

function texts(line: string): string[] {
  return splitShellWords(line).map(({ text }) => text);
}

describe('Shell words', () => {
  const cases: [line: string, words: string[]][] = [
    ['', []],
    ['  a\tb  c ', ['a', 'b', 'c']],
    [`'a b' "c d"`, ['a b', 'c d']],
    [`a'b'"c"d`, ['abcd']],
    [`'' ""`, ['', '']],
    [String.raw`a\ b \'`, ['a b', "'"]],
    [String.raw`'a\b'`, [String.raw`a\b`]],
    [String.raw`"a\b\"\\\$c"`, [String.raw`a\b"\$c`]],
    ['a \\\n  b\\\nc', ['a', 'bc']],
    ['a \\\r\n  b', ['a', 'b']],
    ['a "b\\\nc"', ['a', 'bc']],
    ['a # b', ['a']],
    ['a#b', ['a#b']],
    ['a; b', ['a']],
    ['a|b', ['a']],
    ['a >out', ['a']],
    ['a\nb', ['a']],
    ["'a;b' c", ['a;b', 'c']],
    ['a\\', ['a\\']],
  ];
  for (const [line, words] of cases) {
    it(`splits ${JSON.stringify(line)}`, () => {
      assert.deepEqual(texts(line), words);
    });
  }

  it('knows which words a shell would change', () => {
    const changed = ['$A', '"$A"', '${A}', '"x${A}"', '$(x)', '`x`', '~/x', "$'x'", '$1'];
    const same = ["'$A'", '\\$A', '"\\$A"', 'a$', '"a$"', 'a~', '"~/x"', "'`x`'", '\\~/x'];
    for (const line of changed) assert.equal(splitShellWords(line)[0]?.expands, true, line);
    for (const line of same) assert.equal(splitShellWords(line)[0]?.expands, false, line);
  });

  it('says when a quote is not closed', () => {
    for (const line of ["a 'b", 'a "b', 'a "b\\"']) {
      assert.throws(() => splitShellWords(line), CodedError);
    }
  });

  it('gives back what was quoted, whatever it is', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', '`', ' ', '#', '~', ';', 'a', '\n') }),
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        // Line ends of Windows are read as those of a shell.
        const expected = words.map((text) => text.replaceAll('\r\n', '\n'));
        const split = splitShellWords(words.map(quoteShellWord).join(' '));
        assert.deepEqual(
          split,
          expected.map((text) => ({ text, expands: false })),
        );
      }),
    );
  });
});
