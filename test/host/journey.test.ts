import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RedisPatternsApi } from '../../src/api';
import type { RankingBlock } from '../../src/core/patterns/blocks';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { activated, profileOf, summaryOf } from './product';

/** One foreign key of each type, with and without a TTL: what a careless clean-up would hit. */
const FOREIGN: readonly (readonly [name: string, ...write: (string | number)[]])[] = [
  ['user:1', 'SET', 'user:1', 'Ada'],
  ['session', 'SET', 'session', 'x', 'EX', 5000],
  ['basket', 'HSET', 'basket', 'apple', 2],
  ['queue', 'RPUSH', 'queue', 'a', 'b'],
  ['tags', 'SADD', 'tags', 'one', 'two'],
  ['redis-patterns:leaderboard', 'ZADD', 'redis-patterns:leaderboard', 1, 'not-a-demo-key'],
  ['redis-patternsX:leaderboard:{a}:board:all', 'SET', 'redis-patternsX:leaderboard:{a}:board:all', 'near miss'],
];

describe('the leaderboard through the API and the editor', () => {
  let api: RedisPatternsApi;
  let server: RunningServer;
  let client: RespClient;
  let id: string;
  let foreign: Map<string, string>;

  before(async function () {
    api = await activated();
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
    for (const [, ...command] of FOREIGN) await client.call(...command);
    foreign = await dumps(client);
  });

  after(async () => {
    (client as RespClient | undefined)?.close();
    if (id) await api.connections.remove(id);
    await (server as RunningServer | undefined)?.stop();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('connects with a profile', async () => {
    const added = await api.connections.add(profileOf('journey', server.port));
    id = added.profile.id;
    assert.equal(added.state, 'disconnected', 'adding does not connect');
    const connected = await api.connections.connect(id);
    assert.deepEqual([connected.state, connected.active], ['ready', true]);
    assert.match(connected.server ?? '', /^Redis 7\./);
  });

  it('scaffolds keys that all expire', async () => {
    const { keys } = await api.patterns.scaffold('leaderboard');
    assert.ok(keys.length > 0);
    const there = (await client.text('KEYS', 'redis-patterns:leaderboard:*')) as string[];
    assert.deepEqual([...keys].sort(), there.sort(), 'the API names exactly what another client finds');
    for (const key of keys) {
      const ttl = Number(await client.call('PTTL', key));
      assert.ok(ttl > 0 && ttl <= 15 * 60_000, `${key} expires within 15 minutes (${ttl} ms)`);
    }
  });

  it('runs every step, and shows the top 10, ranks and scores that another client reads', async () => {
    const { steps } = await api.patterns.run('leaderboard');
    assert.ok(steps.length > 2);
    for (const { summary } of steps) assert.ok(summary.length > 10);
    const board = await allTimeBoard(client);
    const flat = (await client.text('ZRANGE', board, 0, 9, 'REV', 'WITHSCORES')) as string[];
    const [ranking] = (await api.patterns.view('leaderboard')).filter(
      (block): block is RankingBlock => block.kind === 'ranking',
    );
    assert.ok(ranking, 'the view has a ranking');
    const shown = ranking.rows.slice(0, 10);
    assert.deepEqual(
      shown.flatMap(({ id: member, value }) => [member, String(value)]),
      flat,
    );
    for (const { id: member, rank } of shown)
      assert.equal(rank, Number(await client.call('ZREVRANK', board, member)) + 1);
  });

  it('reads keys as another client does', async () => {
    const board = await allTimeBoard(client);
    const read = await api.keys.read(board);
    assert.equal(read?.info.type, 'zset');
    assert.equal(read.info.length, await client.call('ZCARD', board));
    const scanned = await api.keys.scan();
    assert.equal(scanned.complete, true);
    assert.equal(scanned.keys.length, await client.call('DBSIZE'));
    assert.equal(await api.keys.read('no such key'), undefined);
  });

  it('inserts the ioredis code once with its imports, in one undo step', async () => {
    const text = "import { readFileSync } from 'node:fs';\n\nexport const here = readFileSync;\n";
    const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: text });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(document.lineCount - 1, 0, document.lineCount - 1, 0);
    const wanted = { patternId: 'leaderboard', client: 'ioredis' };
    await vscode.commands.executeCommand('redisPatterns.snippet.insert', wanted);
    const once = document.getText();
    assert.ok(once.includes('zadd') || once.includes('ZADD'), once);
    assert.equal(importsOf(once), 1, once);
    assert.ok(once.includes('export const here'), 'what was there stays');
    assert.ok(!once.includes('#region'), 'marks of the source are not inserted');
    await vscode.commands.executeCommand('leaveSnippet');
    await vscode.commands.executeCommand('redisPatterns.snippet.insert', wanted);
    assert.equal(document.getText(), once, 'a second one is asked about first, and nobody answers here');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text, 'one undo takes the whole insertion back');
  });

  it('cleans up to the last demo key, and every foreign key is byte for byte what it was', async () => {
    const demo = (await client.text('KEYS', 'redis-patterns:leaderboard:*')) as string[];
    const { deleted } = await api.patterns.cleanUp('leaderboard');
    assert.equal(deleted, demo.length);
    assert.deepEqual(await client.text('KEYS', 'redis-patterns:leaderboard:*'), []);
    assert.deepEqual(await dumps(client), foreign);
  });

  it('refuses to write on a read-only connection', async () => {
    const added = await api.connections.add(profileOf('reader', server.port, { readOnly: true }));
    await api.connections.connect(added.profile.id);
    await assert.rejects(api.patterns.scaffold('leaderboard'), { code: 'READ_ONLY_CONNECTION' });
    await api.connections.remove(added.profile.id);
    assert.deepEqual(await dumps(client), foreign);
    assert.equal(summaryOf(api, id).state, 'ready', 'the other connection is as it was');
  });
});

async function dumps(client: RespClient): Promise<Map<string, string>> {
  const entries = await Promise.all(
    FOREIGN.map(async ([name]): Promise<[string, string]> => {
      const dump = await client.call('DUMP', name);
      assert.ok(Buffer.isBuffer(dump), `${name} is there`);
      return [name, dump.toString('hex')];
    }),
  );
  return new Map(entries);
}

async function allTimeBoard(client: RespClient): Promise<string> {
  const boards = (await client.text('KEYS', 'redis-patterns:leaderboard:*:board:all')) as string[];
  assert.equal(boards.length, 1, boards.join());
  return boards[0]!;
}

function importsOf(text: string): number {
  return text.match(/^import .* from 'ioredis';$/gm)?.length ?? 0;
}
