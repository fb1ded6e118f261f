import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { needRunner } from '../snippets/runners/runners';
import { need } from '../support/servers/need';
import { startServer } from '../support/servers/startServer';
import { built, compileGo, compileJavaScript, compilePython, compileTypeScript, insert, open } from './inserting';
import { activated, profileOf } from './product';

// Code goes into editors of each language where it may stand, with its imports, in one undo step, exactly as it is.

interface Case {
  readonly client: string;
  readonly language: string;
  /** Rejects where the text is no program. */
  readonly compile: (text: string) => Promise<void>;
  /** Code with the caret inside of indented code, behind an import that is there already. */
  readonly inside: string;
  readonly importLine?: RegExp;
}

const CASES: readonly Case[] = [
  {
    ...{ client: 'ioredis', language: 'typescript', compile: compileTypeScript },
    inside: "import { Redis } from 'ioredis';\n\nexport function f(a: number) {\n  return [\n    a,|\n  ];\n}\n",
    importLine: /import .*'ioredis'/g,
  },
  {
    ...{ client: 'node-redis', language: 'typescriptreact', compile: compileTypeScript },
    inside:
      "import { createClient } from 'redis';\n\nif (process.argv[2]) {\n  console.log(\n    createClient,|\n  );\n}\n",
    importLine: /import .*\bcreateClient\b.*'redis'/g,
  },
  {
    ...{ client: 'ioredis-js', language: 'javascript', compile: compileJavaScript },
    inside: "import Redis from 'ioredis';\n\nexport function f(a) {\n  return [\n    a,|\n  ];\n}\n",
    importLine: /import .*'ioredis'/g,
  },
  {
    ...{ client: 'node-redis-js', language: 'javascriptreact', compile: compileJavaScript },
    inside:
      "import { createClient } from 'redis';\n\nexport const A = () => {\n  return <p>{createClient && <b>it's</b>}|</p>;\n};\n",
    importLine: /import .*\bcreateClient\b.*'redis'/g,
  },
  {
    ...{ client: 'go-redis', language: 'go', compile: compileGo },
    inside:
      'package main\n\nimport (\n\t"fmt"\n\n\t"github.com/redis/go-redis/v9"\n)\n\nfunc f(a int) []int {\n\treturn []int{\n\t\ta,|\n\t}\n}\n\nfunc main() { fmt.Println(f(1), redis.Nil) }\n',
    importLine: /"github\.com\/redis\/go-redis\/v9"/g,
  },
  {
    ...{ client: 'jedis', language: 'java', compile: (text) => built('jedis', text) },
    inside:
      'import java.util.List;\nimport redis.clients.jedis.RedisClient;\n\npublic class App {\n    static List<Integer> f(int a) {\n        return List.of(\n                a,|\n                1);\n    }\n}\n',
    importLine: /^import redis\.clients\.jedis\.RedisClient;$/gm,
  },
  {
    ...{ client: 'redis-cli', language: 'shellscript', compile: (text) => built('redis-cli', text) },
    inside:
      '#!/usr/bin/env bash\n\nf() {\n  for word in "$@"; do\n    printf "%s\\n" "$(\n      echo "$word"|\n    )"\n  done\n}\n',
  },
  {
    ...{ client: 'redis-py', language: 'python', compile: compilePython },
    inside: 'import json\nimport redis\n\n\ndef f(a):\n    if a:|\n        return [\n            a,\n        ]\n',
    importLine: /^import redis$/gm,
  },
];

describe('inserting code, in a real extension host', () => {
  before(() => activated());
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  for (const { client, language, compile, inside, importLine } of CASES) {
    describe(`for ${client}`, function () {
      // A compiler that runs for the first time builds the library too.
      this.timeout(180_000);
      before(function () {
        return needRunner(this, client);
      });

      it('into an untitled file that is empty', async () => {
        const editor = await open(language, '|');
        await insert(client);
        await compile(editor.document.getText());
        assert.match(editor.document.getText(), /Redis Patterns: leaderboard \(sortedSet\)/);
      });

      it('in the middle of indented code, below the statement; the import that is there stays the only one', async () => {
        const editor = await open(language, inside);
        const before = editor.document.getText();
        await insert(client);
        const text = editor.document.getText();
        await compile(text);
        if (importLine) assert.equal(text.match(importLine)?.length, 1);
        await vscode.commands.executeCommand('undo');
        assert.equal(editor.document.getText(), before, 'one undo takes all of it back');
      });

      it('once, where there are several cursors', async () => {
        const editor = await open(language, inside);
        const [first] = editor.selections;
        editor.selections = [first!, new vscode.Selection(0, 0, 0, 0)];
        await insert(client);
        await compile(editor.document.getText());
        assert.equal(editor.document.getText().match(/Redis Patterns: leaderboard/g)?.length, 1);
      });

      it('with the line ends of the file', async () => {
        const editor = await open(language, inside.replaceAll('\n', '\r\n'));
        await insert(client);
        const text = editor.document.getText();
        assert.equal(text.replaceAll('\r\n', '').includes('\n'), false, 'no line ends otherwise');
        await compile(text);
      });
    });
  }

  it('leads from the inserted code back to the lab, unless that is switched off', async () => {
    const editor = await open('typescript', '|');
    await insert('ioredis');
    const lenses = (): Thenable<vscode.CodeLens[]> =>
      vscode.commands.executeCommand('vscode.executeCodeLensProvider', editor.document.uri);
    const [lens] = await lenses();
    assert.equal(lens?.command?.title, 'Open Leaderboard in the lab');
    const configuration = vscode.workspace.getConfiguration('redisPatterns');
    await configuration.update('codeLens.enabled', false, vscode.ConfigurationTarget.Global);
    try {
      assert.deepEqual(await lenses(), []);
    } finally {
      await configuration.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('has the limits and times that were chosen in the lab, and its own where nothing was', async function () {
    const api = await activated();
    const server = await startServer('redis7', { binary: await need(this, 'redis7') });
    try {
      const { id } = (await api.connections.add(profileOf('chosen', server.port))).profile;
      await api.connections.connect(id);
      await api.patterns.scaffold('session', { parameters: { idle: 45 } });
      const editor = await open('typescript', '|');
      const wish = { patternId: 'session', client: 'ioredis', variant: 'hash' };
      await vscode.commands.executeCommand('redisPatterns.snippet.insert', wish);
      assert.match(editor.document.getText(), /const IDLE_MS = 45 \* 1000;/);
      assert.match(editor.document.getText(), /const ABSOLUTE_MS = 12 \* 3_600_000;/);
      await api.patterns.cleanUp('session');
      await api.connections.remove(id);
    } finally {
      await server.stop();
    }
  });

  it('begins keys with the prefix of the settings', async () => {
    const configuration = vscode.workspace.getConfiguration('redisPatterns');
    await configuration.update('snippets.keyPrefix', 'acme:web', vscode.ConfigurationTarget.Global);
    try {
      const editor = await open('typescript', '|');
      await insert('ioredis');
      assert.match(editor.document.getText(), /process\.env\.KEY_PREFIX \?\? 'acme:web'/);
    } finally {
      await configuration.update('snippets.keyPrefix', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('offers the code while typing, alone on a line where functions may stand', async () => {
    const offered = async (text: string, language = 'typescript'): Promise<readonly vscode.CompletionItem[]> => {
      const { document, selection } = await open(language, text);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        selection.active,
      );
      return list.items.filter(({ filterText }) => filterText === 'redis-leaderboard');
    };
    const items = await offered('const a = 1;\nredis-lead|\n');
    const item = items.find(({ detail }) => detail === 'Leaderboard · TypeScript, ioredis');
    assert.ok(item, items.map(({ detail }) => detail).join(', '));
    assert.ok(item.insertText instanceof vscode.SnippetString && item.insertText.value.includes('ZADD'));
    assert.match(item.additionalTextEdits?.[0]?.newText ?? '', /import \{ Redis \} from 'ioredis'/);
    const inJavaScript = await offered('const a = 1;\nredis-lead|\n', 'javascript');
    assert.deepEqual(inJavaScript.map(({ detail }) => detail).sort(), [
      'Leaderboard · JavaScript, ioredis',
      'Leaderboard · JavaScript, node-redis',
    ]);
    assert.deepEqual(await offered('const a = redis-lead|\n'), [], 'not within a statement');
    assert.deepEqual(await offered('call(\n  redis-lead|\n);\n'), [], 'nor between brackets');
  });

  it('is among the snippets of VS Code too, and offered once while typing', async () => {
    const { document, selection } = await open('python', 'redis-lead|\n');
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      selection.active,
    );
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.equal(labels.filter((label) => label.startsWith('redis-leaderboard')).length, 1, labels.join(', '));
    const editor = await open('python', '|');
    await vscode.commands.executeCommand('editor.action.insertSnippet', {
      langId: 'python',
      name: 'redis-leaderboard',
    });
    assert.match(editor.document.getText(), /^import [^]*# Redis Patterns: leaderboard \([^]*def top_players\(/);
    const react = await open('javascriptreact', '|');
    const name = 'redis-leaderboard (ioredis-js)';
    await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'javascriptreact', name });
    assert.match(react.document.getText(), /^import [^]*\nasync function topPlayers\(count = 10\) \{/);
    await compileJavaScript(react.document.getText());
  });
});
