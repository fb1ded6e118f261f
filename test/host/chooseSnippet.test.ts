import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/servers/until';
import { built, open } from './inserting';
import { activated } from './product';

// Which code is inserted: asked with the keyboard, while what would be inserted is shown beside.

describe('choosing what to insert, in a real extension host', () => {
  before(() => activated());
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('is one algorithm of several, shown while one chooses', async () => {
    const { document } = await open('typescript', '|');
    const done = insert({ patternId: 'rate-limiting', client: 'ioredis' });
    await until('GCRA to be shown', () => Promise.resolve(isOf(previewed(), ['GCRA'])));
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
    await until('the token bucket to be shown', () => Promise.resolve(isOf(previewed(), ['TOKEN_BUCKET'])));
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await done;
    assert.equal(previewed(), undefined, 'the preview is closed');
    assert.ok(isOf(document.getText(), ['TOKEN_BUCKET']), document.getText());
    assert.match(document.getText(), /Redis Patterns: rate-limiting \(tokenBucket\)/);
    await built('ioredis', document.getText());
  });

  it('is not asked where it is said', async () => {
    const { document } = await open('typescript', '|');
    await insert({ patternId: 'rate-limiting', client: 'ioredis', variant: 'slidingLog' });
    assert.ok(isOf(document.getText(), ['SLIDING_LOG']));
    await vscode.commands.executeCommand('undo');
    await insert({ patternId: 'inventory', client: 'ioredis', variant: 'json' });
    assert.match(document.getText(), /Redis Patterns: inventory \(json\)/);
    assert.match(document.getText(), /= 'json'/, 'the code is that of the comment');
    await vscode.commands.executeCommand('undo');
    await insert({ patternId: 'search', client: 'ioredis', variant: 'searchHash' });
    assert.match(document.getText(), /Redis Patterns: search \(searchHash\)[^]* = 'hash';/);
    assert.doesNotMatch(document.getText(), /writeProduct/, 'nor is the code of posting lists there');
    await vscode.commands.executeCommand('undo');
    await insert({ patternId: 'session', client: 'ioredis', variant: 'json' });
    assert.match(document.getText(), /function logInJson\(/);
    assert.doesNotMatch(document.getText(), /function logIn\(/);
  });

  it('is without types where the editor is of JavaScript, and nobody named a client', async () => {
    const { document } = await open('javascript', '|');
    const done = insert({ patternId: 'leaderboard' });
    await acceptWhen("from 'ioredis'");
    await acceptWhen("from 'ioredis'"); // Insert
    await done;
    assert.match(document.getText(), /^async function topPlayers\(count = 10\) \{$/m);
    await built('ioredis-js', document.getText());
  });

  it('is for another client after that was chosen', async () => {
    const { document } = await open('typescript', '|');
    const done = insert({ patternId: 'leaderboard' });
    // Nothing in the workspace tells which of the two it uses.
    await acceptWhen("from 'ioredis'");
    await acceptWhen("from 'ioredis'", 'workbench.action.quickOpenSelectNext'); // Change Client
    await acceptWhen("from 'ioredis'", 'workbench.action.quickOpenSelectNext'); // node-redis
    await acceptWhen("from 'redis'");
    await done;
    assert.match(document.getText(), /from 'redis'/);
  });
});

function insert(wish: Readonly<Record<string, string>>): Thenable<void> {
  return vscode.commands.executeCommand('redisPatterns.snippet.insert', wish);
}

/** Takes the choice whose code has the text, or the one that `step` leads to from there. */
async function acceptWhen(text: string, step?: string): Promise<void> {
  await until(`code with ${text}`, () => Promise.resolve(previewed()?.includes(text) || undefined));
  if (step !== undefined) await vscode.commands.executeCommand(step);
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
}

const SCRIPTS = ['GCRA', 'TOKEN_BUCKET', 'SLIDING_LOG', 'SLIDING_COUNTER', 'FIXED_WINDOW'];

/** Whether the code has these scripts and no others. */
function isOf(text: string | undefined, scripts: readonly string[]): true | undefined {
  const found = SCRIPTS.filter((name) => text?.includes(`const ${name} =`));
  return found.join() === scripts.join() || undefined;
}

/** What is shown beside the editor while one chooses. */
function previewed(): string | undefined {
  const isPreview = ({ uri }: vscode.TextDocument): boolean =>
    uri.scheme === 'redis-patterns-code' && uri.path.startsWith('/preview/');
  return vscode.window.visibleTextEditors
    .map(({ document }) => document)
    .find(isPreview)
    ?.getText();
}
