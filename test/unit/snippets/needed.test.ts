import assert from 'node:assert/strict';
import type { ImportSyntax } from '../../../src/core/snippets/clients';
import { clientOf } from '../../../src/core/snippets/clients';
import { neededCode } from '../../../src/core/snippets/needed';
import type { InsertableCode } from '../../../src/core/snippets/render';
import { missingParts } from '../../../src/core/snippets/shared';

/** Whether code below the line with `|`, or the last one, can use `name` of the document. */
function sees(syntax: ImportSyntax, name: string, document: string): boolean {
  const lines = document.split('\n');
  const caret = lines.findIndex((line) => line.includes('|'));
  const text = document.replace('|', '');
  const { parts } = missingParts(
    text,
    caret < 0 ? lines.length - 1 : caret,
    [{ text: '', declares: name }, { text: name }],
    syntax,
  );
  return parts.length === 1;
}

describe('what all patterns of a client share', () => {
  const there: readonly [ImportSyntax, string, readonly string[]][] = [
    [
      'ecmascript',
      'redis',
      [
        'const redis = new Redis();',
        'export let redis: Redis;',
        "import { redis } from './redis.js';",
        "import {\n  other,\n  redis,\n} from './redis.js';",
        'const { redis } = await services();',
        'async function redis() {}',
      ],
    ],
    [
      'python',
      'r',
      ['r = connect()', 'r: redis.Redis = connect()', 'from app.db import q, r', 'import app.r as r', 'def r():'],
    ],
    ['go', 'rdb', ['var rdb = connect()', 'var rdb *redis.Client', 'var (\n\trdb = connect()\n)', 'func rdb() {']],
    [
      'java',
      'redis',
      [
        'class A {\n    private static final RedisClient redis =\n            make();|',
        'class A {|\n  Jedis redis;\n}',
      ],
    ],
    [
      'java',
      'Script',
      ['class A {\n    record Script(String code) {\n    }|', 'class A {|\n  static class Script {\n}'],
    ],
    ['none', 'cli', ['cli() {', 'function cli () {']],
  ];
  for (const [syntax, name, documents] of there) {
    for (const document of documents) {
      it(`is there: ${JSON.stringify(document)}`, () => {
        assert.ok(sees(syntax, name, document));
        assert.ok(sees(syntax, name, document.replaceAll('\n', '\r\n')), 'with other line ends');
      });
    }
  }

  const missing: readonly [ImportSyntax, string, readonly string[]][] = [
    [
      'ecmascript',
      'redis',
      [
        '// const redis = new Redis();',
        'const redisUrl = 1;',
        'function f() {\n  const redis = new Redis();\n}|',
        "import Redis from 'redis';",
        "import { redis as other } from './redis.js';",
        'redis = new Redis();',
      ],
    ],
    [
      'python',
      'r',
      [
        'r == 1',
        'def f():\n    r = 1\n|',
        'import r.s',
        'from r import s',
        '# r = 1',
        'for r in x:',
        'from a import r as s',
      ],
    ],
    ['go', 'rdb', ['func main() {\n\trdb := connect()\n}', '// var rdb = connect()', 'var rdbs = 1']],
    [
      'java',
      'redis',
      [
        'class A {\n    void f() {\n        Jedis redis = make();\n    }|',
        'class A {\n    Jedis redis;\n}\nclass B {|\n}',
        'class A {\n    Jedis f() {\n        return redis;\n    }|',
      ],
    ],
    ['none', 'cli', ['cli PING', '# cli() {', 'client() {']],
  ];
  for (const [syntax, name, documents] of missing) {
    for (const document of documents) {
      it(`is missing: ${JSON.stringify(document)}`, () => assert.ok(!sees(syntax, name, document)));
    }
  }
});

describe('what a document needs of a snippet', () => {
  const code: InsertableCode = {
    imports: ['"log"', '"os"', '"github.com/redis/go-redis/v9"', 'str "strings"', '_ "embed"'],
    heading: '// from the lab',
    parts: [
      {
        text: 'var rdb = connect()\n\nfunc connect() *redis.Client {\n\tlog.Print(os.Args)\n\treturn nil\n}',
        declares: 'rdb',
      },
      { text: '// buy may log in.\nfunc buy() { rdb.Incr(os.Args[0], str.Title) }' },
    ],
  };
  const client = clientOf('go-redis')!;

  it('is all of it where nothing is', () => {
    const { imports, body, caret } = neededCode({ languageId: 'go', text: 'package main\n' }, 1, code, client);
    assert.deepEqual(imports, code.imports);
    assert.equal(body, `// from the lab\n${code.parts.map(({ text }) => text).join('\n\n')}`);
    assert.equal(caret, 1);
  });

  it('is neither what is there nor what only that imports', () => {
    const text = 'package main\n\nvar rdb = mine()\n';
    const { imports, body } = neededCode({ languageId: 'go', text }, 3, code, client);
    assert.deepEqual(imports, ['"os"', 'str "strings"', '_ "embed"'], 'Go refuses imports that are not used');
    assert.equal(body, `// from the lab\n${code.parts[1]?.text ?? ''}`);
  });

  it('has no helper that nothing needs', () => {
    const helper = { text: 'func help() { rdb.Close(); embed.Do() }', declares: 'help' };
    const place = { languageId: 'go', text: 'package main\n' };
    const { imports, body } = neededCode(
      place,
      1,
      { ...code, imports: ['"embed"'], parts: [helper, ...code.parts] },
      client,
    );
    assert.doesNotMatch(body, /help/);
    assert.deepEqual(imports, []);
    const user = { text: 'func use() { help() }' };
    assert.match(neededCode(place, 1, { ...code, parts: [helper, user] }, client).body, /func help/);
  });

  it('goes below what it uses', () => {
    const text = 'package main\n\nvar a = 1\n\nvar rdb = mine()\n';
    assert.equal(neededCode({ languageId: 'go', text }, 2, code, client).caret, 4);
    assert.equal(neededCode({ languageId: 'go', text }, 5, code, client).caret, 5);
  });

  const others: readonly [client: string, document: string, line: string, use: string][] = [
    ['ioredis', 'const it = 1;', "import { Redis, type Result } from 'ioredis';", 'f<Result>()'],
    ['ioredis', 'const it = 1;', "import { setTimeout as sleep } from 'node:timers';", 'sleep()'],
    ['redis-py', 'it = 1', 'from a import b as c, d', 'd()'],
    ['redis-py', 'it = 1', 'from a import b as c, d', 'c()'],
    ['redis-py', 'it = 1', 'import redis.exceptions', 'redis.exceptions.E'],
    ['jedis', 'class A {\n  int it;\n', 'import java.util.List;', 'List.of()'],
    ['jedis', 'class A {\n  int it;\n', 'import static a.B.make;', 'make()'],
  ];
  for (const [id, text, line, use] of others) {
    it(`has \`${line}\` for \`${use}\` and not for what is there`, () => {
      const known = clientOf(id)!;
      const needed = (body: string): readonly string[] => {
        const parts = [{ text: use, declares: 'it' }, { text: `it ${body}` }];
        return neededCode({ languageId: known.languageIds[0], text }, 1, { imports: [line], parts }, known).imports;
      };
      assert.deepEqual(needed(use), [line]);
      assert.deepEqual(needed('nothing'), []);
    });
  }
});
