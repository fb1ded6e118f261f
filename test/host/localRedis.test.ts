import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { RedisPatternsApi } from '../../src/api';
import { need } from '../support/servers/need';
import { installProgram } from '../support/servers/installedProgram';
import { activated } from './product';

describe('the local Redis of a window', () => {
  let api: RedisPatternsApi;
  let folder: string;
  const before = process.env['PATH'];

  beforeEach(async function () {
    api = await activated();
    const server = await need(this, 'redis7');
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'local-redis-test-'));
    installProgram(server, folder, 'redis-server');
    process.env['PATH'] = `${folder}:${before ?? ''}`;
  });

  afterEach(() => {
    process.env['PATH'] = before;
    fs.rmSync(folder, { recursive: true });
  });

  it('is started and connected to by a command, runs a pattern, and leaves nothing when it is stopped', async () => {
    await vscode.commands.executeCommand('redisPatterns.local.start');
    const local = api.connections.list().find(({ profile }) => profile.name === 'Local Redis');
    assert.ok(local, 'it is among the connections');
    assert.deepEqual([local.state, local.active], ['ready', true]);
    await vscode.commands.executeCommand('redisPatterns.local.start');
    assert.equal(api.connections.list().filter(({ profile }) => profile.name === 'Local Redis').length, 1);
    const { keys } = await api.patterns.scaffold('leaderboard');
    assert.ok(keys.length > 0);
    await vscode.commands.executeCommand('redisPatterns.local.stop');
    assert.equal(
      api.connections.list().some(({ profile }) => profile.name === 'Local Redis'),
      false,
    );
  });
});
