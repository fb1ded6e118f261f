import assert from 'node:assert/strict';
import type { ImportSyntax } from '../../../src/core/snippets/clients';
import { missingImports } from '../../../src/core/snippets/imports/missingImports';

interface Case {
  readonly title: string;
  /** With `<here>` where lines go. */
  readonly document: string;
  /** What goes there; what is wanted of the language unless given. */
  readonly lines?: readonly string[];
}

const PYTHON = ['import os', 'from typing import Any', 'import redis'];
const GO = ['import (', '\t"context"', '\t"os"', '', '\t"github.com/redis/go-redis/v9"', ')'];
const GO_GROUPS = GO.slice(1, -1);
const JAVA = ['import java.util.Map;', 'import redis.clients.jedis.RedisClient;'];

const cases: Readonly<Partial<Record<ImportSyntax, readonly Case[]>>> = {
  python: [
    { title: 'an empty document', document: '<here>' },
    { title: 'code only', document: '<here>run()\n' },
    {
      title: 'a shebang, an encoding and a comment',
      document: '#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n<here>\nrun()\n',
    },
    { title: 'a comment about the code below it', document: '<here># Runs.\nrun()\n' },
    { title: 'a docstring', document: '"""About."""\n<here>\nrun()\n', lines: ['', ...PYTHON] },
    {
      title: 'a docstring with imports in it',
      document: "'''About.\nimport this\n'''\n<here>\nrun()\n",
      lines: ['', ...PYTHON],
    },
    {
      title: 'imports',
      document: 'import os\nfrom typing import Any, Callable\n<here>\nrun()\n',
      lines: ['import redis'],
    },
    {
      title: 'an import in brackets',
      document: 'from typing import (\n    Any,  # anything\n    Callable,\n)\n<here>run()\n',
      lines: ['import os', 'import redis'],
    },
    {
      title: 'an import behind a backslash',
      document: 'from typing import Any, \\\n    Callable\n<here>run()\n',
      lines: ['import os', 'import redis'],
    },
    { title: 'another name for it', document: 'import redis as r\n<here>run()\n' },
    { title: 'imports within functions', document: 'import sys\n<here>\ndef f():\n    import os\n' },
    { title: 'a comment that is an import', document: 'import sys\n<here># import os\n' },
    { title: 'an import in a string of the code', document: 'import sys\n<here>TEXT = """\nimport os\n"""\n' },
    { title: 'everything there', document: 'import redis, os\nfrom typing import Any\n<here>run()\n', lines: [] },
  ],
  go: [
    { title: 'an empty document', document: '<here>', lines: ['package main', '', ...GO] },
    { title: 'a package clause', document: '// About.\npackage main\n<here>\nfunc main() {}\n', lines: ['', ...GO] },
    { title: 'a block', document: 'package main\n\nimport (\n\t"fmt"\n<here>)\n', lines: ['', ...GO_GROUPS] },
    {
      title: 'a block with some of them',
      document: 'package main\n\nimport (\n\t"context"\n\t"os"\n<here>)\n',
      lines: ['', '\t"github.com/redis/go-redis/v9"'],
    },
    { title: 'an empty block', document: 'package main\n\nimport (\n<here>)\n', lines: GO_GROUPS },
    {
      title: 'two blocks',
      document: 'package main\n\nimport (\n\t"fmt"\n)\nimport (\n\t"io"\n<here>)\n',
      lines: ['', ...GO_GROUPS],
    },
    { title: 'a single import', document: 'package main\n\nimport "fmt"\n<here>\nfunc main() {}\n', lines: GO },
    {
      title: 'an import under another name',
      document: 'package main\n\nimport r "github.com/redis/go-redis/v9" // why\n<here>',
      lines: GO,
    },
    {
      title: 'an import in a comment',
      document: 'package main\n<here>\n/*\nimport (\n\t"os"\n)\n*/\n',
      lines: ['', ...GO],
    },
    {
      title: 'everything there',
      document:
        'package main\n\nimport (\n\t"context"\n\t"github.com/redis/go-redis/v9"\n\t"os" // environment\n<here>)\n',
      lines: [],
    },
  ],
  java: [
    { title: 'an empty document', document: '<here>' },
    { title: 'a class only', document: '<here>class A {}\n' },
    { title: 'an opening comment', document: '/*\n * Copyright.\n */\n<here>\nclass A {}\n' },
    { title: 'a package clause', document: '// About.\npackage a.b;\n<here>\nclass A {}\n', lines: ['', ...JAVA] },
    {
      title: 'imports',
      document: 'package a;\n\nimport java.util.List;\nimport java.util.Map;\n<here>\nclass A {}\n',
      lines: JAVA.slice(1),
    },
    { title: 'a wildcard', document: 'import java.util.*;\n<here>class A {}\n', lines: JAVA.slice(1) },
    { title: 'a wildcard of another package', document: 'import java.util.function.*;\n<here>class A {}\n' },
    { title: 'a static import', document: 'import static java.util.Map;\n<here>class A {}\n' },
    { title: 'an import in a comment', document: '/*\nimport java.util.Map;\n*/\n<here>\nclass A {}\n' },
  ],
  none: [{ title: 'a script', document: '<here>#!/bin/bash\n', lines: [] }],
};

const WANTED: Readonly<Partial<Record<ImportSyntax, readonly string[]>>> = {
  python: PYTHON,
  go: GO,
  java: JAVA,
  none: [],
};

for (const [syntax, list] of Object.entries(cases) as [ImportSyntax, readonly Case[]][]) {
  describe(`where imports go, ${syntax}`, () => {
    const wanted = WANTED[syntax] ?? [];
    for (const { title, document: marked, lines: expected } of list) {
      for (const newline of ['\n', '\r\n']) {
        it(`${title}${newline === '\n' ? '' : ', CRLF'}`, () => {
          const before = marked.slice(0, marked.indexOf('<here>'));
          const document = marked.replace('<here>', '').replaceAll('\n', newline);
          const { lines, at } = missingImports(document, wanted, syntax);
          assert.deepEqual(lines, expected ?? wanted);
          assert.equal(at, before.split('\n').length - 1);
          const all = document.split(newline);
          all.splice(at, 0, ...lines);
          assert.deepEqual(
            missingImports(all.join(newline), wanted, syntax).lines,
            [],
            'a second time there is nothing to do',
          );
        });
      }
    }
  });
}
