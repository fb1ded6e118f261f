import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { needRunner } from '../snippets/runners/runners';
import { built, compileGo, insert, open } from './inserting';
import { activated } from './product';

// Code of two patterns lives in one file: with one client, and what is there already is not inserted again.

interface Case {
  readonly client: string;
  readonly language: string;
  readonly connection: RegExp;
  readonly check?: (text: string) => Promise<void>;
}

const CASES: readonly Case[] = [
  { client: 'ioredis', language: 'typescript', connection: /new Redis\(/g },
  { client: 'node-redis', language: 'typescript', connection: /createClient\(/g },
  { client: 'node-redis-js', language: 'javascript', connection: /createClient\(/g },
  { client: 'redis-py', language: 'python', connection: /Redis\.from_url\(/g },
  { client: 'go-redis', language: 'go', connection: /redis\.NewClient\(/g, check: compileGo },
  { client: 'jedis', language: 'java', connection: /RedisClient\.create\(/g },
  { client: 'redis-cli', language: 'shellscript', connection: /^cli\(\) \{$/gm },
];

describe('inserting again, in a real extension host', () => {
  before(() => activated());
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  for (const { client, language, connection, check = (text: string) => built(client, text) } of CASES) {
    it(`has another pattern's code in the same file, with one client, for ${client}`, async function () {
      this.timeout(180_000);
      await needRunner(this, client);
      const editor = await open(language, '|');
      await insert(client, 'leaderboard');
      await insert(client, 'counters');
      const text = editor.document.getText();
      assert.deepEqual(text.match(/Redis Patterns: [a-z]+/g), [
        'Redis Patterns: leaderboard',
        'Redis Patterns: counters',
      ]);
      assert.equal(text.match(connection)?.length, 1, text);
      await check(text);
    });
  }

  it("uses the client that the file has, below where it is declared, and needs none of the client's imports", async () => {
    const editor = await open('go', 'package main\n\nvar a = 1|\n\nvar rdb = mine()\n');
    await insert('go-redis', 'counters');
    const text = editor.document.getText();
    assert.doesNotMatch(text, /NewClient|"log"/);
    assert.match(text, /var rdb = mine\(\)\n\n\/\/ Redis Patterns: counters/);
  });

  // A modal question cannot be answered here: VS Code dismisses it, as a person by Escape does.
  it('asks before the same pattern is inserted twice, and inserts nothing without an answer', async () => {
    const editor = await open('typescript', '|');
    await insert('ioredis');
    const before = editor.document.getText();
    await insert('ioredis');
    assert.equal(editor.document.getText(), before);
  });
});
