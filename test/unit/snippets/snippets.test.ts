import assert from 'node:assert/strict';
import fc from 'fast-check';
import { missingImports } from '../../../src/core/snippets/imports/missingImports';
import { readRegions, readTabStops, textsOfRegions } from '../../../src/core/snippets/regions';
import { bodyOf, insertableCode, toSnippetText } from '../../../src/core/snippets/render';
import { expandSnippet } from '../../snippets/expandSnippet';

const SOURCE = [
  '// a runnable file',
  '// #region imports',
  "import { Redis } from 'ioredis';",
  '// #endregion',
  '',
  '// #region connect',
  'const redis = new Redis();',
  '// #endregion',
  '  # #region count',
  '  total = ${count}',
  '  # #endregion',
  'main();',
].join('\n');

describe('snippets', () => {
  it('finds regions in any comment style and takes the markers out', () => {
    const { code, regions } = readRegions(SOURCE);
    assert.doesNotMatch(code, /#(end)?region/);
    assert.deepEqual(regions, {
      imports: { start: 1, end: 2 },
      connect: { start: 3, end: 4 },
      count: { start: 4, end: 5 },
    });
    assert.deepEqual(textsOfRegions({ code, regions }).slice(1), [
      { region: 'connect', text: 'const redis = new Redis();' },
      { region: 'count', text: 'total = ${count}' },
    ]);
  });

  it('begins each region at the left, and keeps what is indented within it', () => {
    const source =
      '// #region a\n\tif x:\n\n\t\ty()\n \n\tz()\n// #endregion\n// #region b\n  one\n\ttwo\n// #endregion';
    const texts = textsOfRegions(readRegions(source)).map(({ text }) => text);
    assert.deepEqual(texts, ['if x:\n\n\ty()\n\nz()', '  one\n\ttwo'], 'nothing is common to both of b');
    const gofmt = ['// #region r', 'a', '', '// #endregion', ''].join('\n');
    assert.equal(textsOfRegions(readRegions(gofmt))[0]?.text, 'a', 'no empty line at the end');
  });

  it('takes what lies in a region within another for that region alone, in the order of the source', () => {
    const source = ['#region out', 'a', '', '#region in', 'b', '', '#endregion', '', '#region last', 'c', '#endregion'];
    const lines = [...source, '#endregion', '#region out2', '#region in2', 'd', '#endregion', 'e', '#endregion'];
    const code = readRegions(lines.map((line) => (line.startsWith('#') ? `// ${line}` : line)).join('\n'));
    assert.deepEqual(
      textsOfRegions(code).map(({ region, text }) => `${region}: ${text}`),
      ['out: a', 'in: b', 'last: c', 'in2: d', 'out2: e'],
    );
    assert.deepEqual(code.regions['out'], { start: 0, end: 6 }, 'the lab marks all of it');
  });

  it('begins any region at the left without changing how its lines lie to each other', () => {
    const line = fc
      .tuple(fc.nat(6), fc.constantFrom('a', 'b {', '}', '$x', ''))
      .map(([n, text]) => ' '.repeat(n) + text);
    fc.assert(
      fc.property(fc.array(line), fc.nat(8), (lines, by) => {
        const more = lines.map((text) => (text.trim() === '' ? text : ' '.repeat(by) + text));
        const text = (all: string[]): string =>
          (textsOfRegions(readRegions(['// #region r', ...all, '// #endregion'].join('\n')))[0]?.text ?? '')
            .split('\n')
            .map((one) => one.trimEnd())
            .join('\n');
        assert.equal(text(more), text(lines));
        assert.ok(
          lines.every((one) => one.trim() === '') ||
            text(lines)
              .split('\n')
              .some((one) => /^\S/.test(one)),
        );
      }),
    );
  });

  it('refuses regions that are not whole', () => {
    assert.throws(() => readRegions('// #region a\n'), /"a" has no end/);
    assert.throws(() => readRegions('// #endregion\n'), /not begun/);
    assert.throws(() => readRegions('// #region a\n// #endregion\n// #region a\n// #endregion'), /two regions/);
  });

  it('keeps the imports apart from the body', () => {
    const code = insertableCode(readRegions(SOURCE));
    assert.deepEqual(code.imports, ["import { Redis } from 'ioredis';"]);
    assert.equal(bodyOf(code), 'const redis = new Redis();\n\ntotal = ${count}');
  });

  it('renders any text so that the editor gives it back exactly', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(fc.constantFrom('$', '}', '\\', '${1:a}', '\r\n', 'é', '😀')),
        (text, parts) => {
          const code = text + parts.join(text.slice(0, 3));
          assert.equal(expandSnippet(toSnippetText(code)), code);
        },
      ),
    );
  });

  it('makes stops for Tab of what the source marks, the same text changing along', () => {
    const source = "# #tabstop 'a}'\n  // #tabstop $x \n-- #region r\nf('a}', $x, 'a}');\n-- #endregion\n";
    assert.deepEqual(readTabStops(source), [
      { before: '', text: "'a}'" },
      { before: '', text: '$x' },
    ]);
    const body = bodyOf(insertableCode(readRegions(source)));
    assert.equal(body, "f('a}', $x, 'a}');");
    assert.equal(toSnippetText(body, readTabStops(source)), "f(${1:'a\\}'}, ${2:\\$x}, ${1});");
  });

  it('makes a stop of a text only where it stands behind what the source says', () => {
    const source = '// #tabstop MOST = [[9]] <- {most}\n// #region r\nconst LEAST = 9, MOST = 9; // 9\n// #endregion\n';
    assert.deepEqual(readTabStops(source), [{ before: 'MOST = ', text: '9', template: '{most}' }]);
    const body = bodyOf(insertableCode(readRegions(source)));
    assert.equal(toSnippetText(body, readTabStops(source)), 'const LEAST = 9, MOST = ${1:9}; // 9');
  });

  it('renders any text with any stops so that the editor gives it back exactly', () => {
    const parts = fc.constantFrom('$', '}', '{', '\\', '${1:a}', '${1}', '\r\n', 'é', '😀', 'ab', 'b');
    fc.assert(
      fc.property(fc.array(parts), fc.array(fc.array(parts, { maxLength: 4 }), { maxLength: 4 }), (code, stops) => {
        const text = code.join('');
        const tabStops = stops.map(([before = '', ...stop]) => ({ before, text: stop.join('') }));
        assert.equal(expandSnippet(toSnippetText(text, tabStops)), text);
      }),
      { numRuns: 2000 },
    );
  });

  describe('imports', () => {
    const wanted = ["import { Redis } from 'ioredis';"];

    it('go after the last import, even one over several lines', () => {
      const document = "import a from 'a';\nimport {\n  b,\n  c,\n} from 'b';\n\nuse(a, b, c);\n";
      assert.deepEqual(missingImports(document, wanted, 'ecmascript'), { lines: wanted, at: 5 });
    });

    it('name only what the document does not import yet', () => {
      const both = ["import type { T } from 'redis';", "import { a, b } from 'redis';"];
      const document = "import { a, type T } from 'redis';\n";
      assert.deepEqual(missingImports(document, both, 'ecmascript').lines, ["import { b } from 'redis';"]);
      assert.deepEqual(missingImports("import type { a } from 'redis';\n", both, 'ecmascript').lines, both);
    });

    it('go below a shebang and the opening comment where there is none', () => {
      assert.deepEqual(missingImports('#!/usr/bin/env node\n// about\n\nrun();\n', wanted, 'ecmascript'), {
        lines: wanted,
        at: 2,
      });
      assert.deepEqual(missingImports('', wanted, 'ecmascript'), { lines: wanted, at: 0 });
    });

    it('are not added twice, whatever the style', () => {
      for (const line of [
        'import { Redis } from "ioredis"',
        "import { Cluster, Redis } from 'ioredis';",
        "import IORedis, { Redis } from 'ioredis'",
      ]) {
        assert.deepEqual(missingImports(`${line}\n`, wanted, 'ecmascript').lines, [], line);
      }
      assert.deepEqual(missingImports("import { Cluster } from 'ioredis';\n", wanted, 'ecmascript').lines, wanted);
      assert.deepEqual(missingImports("import { Redis } from 'other';\n", wanted, 'ecmascript').lines, wanted);
    });
  });
});
