import assert from 'node:assert/strict';
import { transform } from 'esbuild';
import { missingImports } from '../../../src/core/snippets/imports/missingImports';

const WANTED = ["import { Redis } from 'ioredis';"];

/** A document, with `<here>` where the import belongs. */
const places: readonly (readonly [title: string, document: string])[] = [
  ['an empty document', '<here>'],
  ['code only', '<here>run();\n'],
  ['imports', "import a from 'a';\nimport 'b';\n<here>\nrun(a);\n"],
  ['an import over several lines', "import {\n  a,\n  b,\n} from 'b';\n<here>run(a, b);\n"],
  ['an import with attributes', "import a from './a.json' with { type: 'json' };\n<here>const s = 'x';\n"],
  ['an import with a comment behind', "import a from 'a'; // why\n<here>const s = 'x';\n"],
  ['an import without a path', 'import type A = B.C;\n<here>const s = "x";\n'],
  ['require below an import', "import b from 'b';\nconst a = require('a');\n<here>run(a, b);\n"],
  ['require within a function', "import a from 'a';\n<here>function f() {\n  const b = require('b');\n}\n"],
  ['a dynamic import', "<here>import('a').then(run);\nconst s = 'x';\n"],
  ['import.meta', "<here>import.meta.hot.accept();\nconst s = 'x';\n"],
  ['a shebang', '#!/usr/bin/env node\n<here>run();\n'],
  ['a shebang and an opening comment', '#!/usr/bin/env node\n// about\n<here>\nrun();\n'],
  ['an opening comment of several lines', '/*\n Copyright\n import of goods\n*/\n<here>\nrun();\n'],
  ['a directive', "'use client';\n<here>\nrun();\n"],
  ['a directive below a comment', '// about\n"use strict";\n<here>run();\n'],
  ['a comment about the code below it', '<here>/** Runs. */\nfunction f() {}\n'],
  ['both kinds of comments', '// licence\n<here>\n/**\n * Runs.\n */\nfunction f() {}\n'],
  ['comments only', '// about\n// more<here>'],
  ['an import in a comment', "/*\nimport a from 'a';\n*/\n<here>\nrun();\n"],
];

describe('where an import goes', () => {
  for (const [title, marked] of places) {
    for (const newline of ['\n', '\r\n']) {
      it(`${title}${newline === '\n' ? '' : ', CRLF'}`, async () => {
        const before = marked.slice(0, marked.indexOf('<here>'));
        const document = marked.replace('<here>', '').replaceAll('\n', newline);
        const { lines, at } = missingImports(document, WANTED, 'ecmascript');
        assert.deepEqual(lines, WANTED);
        // At the end of a text without a last line break it goes below its last line.
        const expected = before.split('\n').length - (before === '' || before.endsWith('\n') ? 1 : 0);
        assert.equal(at, expected);
        const all = document.split(newline);
        all.splice(at, 0, ...lines);
        const { code } = await transform(all.join(newline), {
          loader: 'ts',
          tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
        });
        assert.match(code, /^import \{ Redis \} from "ioredis"/m, 'the import is code, at the top level');
        if (/use (client|strict)/.test(document)) assert.match(code, /^(["'])use /, 'the directive is still one');
      });
    }
  }

  it('is nowhere when it is there, also among several names over several lines', () => {
    assert.deepEqual(
      missingImports("import {\n  Cluster,\n  Redis,\n} from 'ioredis';\n", WANTED, 'ecmascript').lines,
      [],
    );
    assert.deepEqual(missingImports("// import { Redis } from 'ioredis';\n", WANTED, 'ecmascript').lines, WANTED);
  });

  it('is nowhere where the name is that of the whole module', () => {
    for (const document of [
      "import Redis from 'ioredis';",
      'import Redis, { Cluster } from "ioredis"',
      "const Redis = require('ioredis');",
    ]) {
      assert.deepEqual(missingImports(document, WANTED, 'ecmascript').lines, [], document);
    }
  });

  it('is a require where the file takes all it has by require', () => {
    const lines = (document: string, wanted = WANTED): readonly string[] =>
      missingImports(document, wanted, 'ecmascript').lines;
    const required = ["const { Redis } = require('ioredis');"];
    assert.deepEqual(lines("'use strict';\nconst a = require('a');\nrun(a);\n"), required);
    assert.deepEqual(lines('module.exports = { run };\n'), required);
    assert.deepEqual(lines("// import a from 'a';\nconst a = require('a');\n"), required);
    assert.deepEqual(lines("const a = require('a');\nexport { a };\n"), WANTED);
    assert.deepEqual(lines("const { Redis } = require('ioredis');\n"), []);
    const sleep = ["import { setTimeout as sleep } from 'node:timers/promises';"];
    const renamed = "const { setTimeout: sleep } = require('node:timers/promises');";
    assert.deepEqual(lines('module.exports = run;\n', sleep), [renamed]);
    assert.deepEqual(lines(renamed, sleep), []);
  });

  it('leaves out the names that are there, and keeps what is a type one', () => {
    const wanted = ["import { Redis, type Callback, type Result } from 'ioredis';"];
    assert.deepEqual(missingImports("import { Cluster } from 'ioredis';\n", wanted, 'ecmascript').lines, wanted);
    assert.deepEqual(missingImports("import { Redis, type Result } from 'ioredis';\n", wanted, 'ecmascript').lines, [
      "import { type Callback } from 'ioredis';",
    ]);
  });
});
