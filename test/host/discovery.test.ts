import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { RedisPatternsApi } from '../../src/api';
import { need } from '../support/servers/need';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { activated } from './product';

describe('connections that files of the workspace name', () => {
  let api: RedisPatternsApi;
  let server: RunningServer;
  let file: vscode.Uri;
  let links: string[] = [];

  before(async function () {
    api = await activated();
    server = await startServer('redis7', { binary: await need(this, 'redis7'), password: 'found-it' });
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder, 'a workspace is open');
    file = vscode.Uri.joinPath(folder.uri, 'backend', '.env');
    const url = `redis://:found-it@127.0.0.1:${server.port}/2`;
    await vscode.workspace.fs.writeFile(file, Buffer.from(`# settings\nexport REDIS_URL="${url}"\n`));
    // What cannot be read, before it and beside it: a link to nowhere.
    links = ['.env', 'compose.yaml'].map((name) => path.join(folder.uri.fsPath, name));
    for (const link of links) fs.symlinkSync(path.join(folder.uri.fsPath, 'nowhere'), link);
  });

  after(async () => {
    for (const { profile } of api.connections.list()) await api.connections.remove(profile.id);
    await vscode.workspace.fs.delete(file);
    for (const link of links) fs.unlinkSync(link);
    await (server as RunningServer | undefined)?.stop();
  });

  it('are offered, kept and connected when chosen, and never before', async () => {
    assert.deepEqual(api.connections.list(), [], 'nothing is used unasked');
    const done = vscode.commands.executeCommand('redisPatterns.connection.discover');
    const found = await until('the choice is taken', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return api.connections.list()[0];
    });
    await done;
    assert.equal(found.profile.name, 'REDIS_URL');
    assert.equal(found.profile.database, 2);
    assert.equal(api.connections.list()[0]?.state, 'ready', 'with the password of the file');
    assert.doesNotMatch(JSON.stringify(api.connections.list()), /found-it/, 'which is in no profile');
  });
});
