import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { RedisPatternsApi } from '../../src/api';
import { createConnectionManager } from '../../src/core/redis/connectionManager';
import { createProfileStore } from '../../src/host/storage/profileStore';
import { need } from '../support/servers/need';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { skip } from '../support/skip';
import { MemoryMemento, MemorySecrets } from './memory';
import { activated, profileOf } from './product';

const PASSWORD = 'tr0ub4dor-and-3-needles';

describe('a password', () => {
  let api: RedisPatternsApi;
  let server: RunningServer;

  before(async function () {
    api = await activated();
    server = await startServer('redis7', { binary: await need(this, 'redis7'), password: PASSWORD });
  });
  after(() => server.stop());

  it('goes to the secret store and leaves it with its connection', async () => {
    const state = new MemoryMemento();
    const secrets = new MemorySecrets();
    const profiles = createProfileStore(
      state,
      () => [],
      () => false,
    );
    const manager = createConnectionManager({ profiles, secrets });
    await manager.save({ ...profileOf('locked', server.port), id: 'a' }, PASSWORD);
    await manager.connect('a');
    assert.deepEqual([...secrets.values], [['a', PASSWORD]]);
    assert.ok(state.written.length > 0);
    assert.ok(!state.written.join().includes(PASSWORD), 'nothing of it in the state');
    await manager.remove('a');
    assert.equal(secrets.values.size, 0);
    manager.dispose();
  });

  it('is found in no file, setting or log after it was used', async function () {
    const { profile } = await api.connections.add(profileOf('locked', server.port), PASSWORD);
    await api.connections.connect(profile.id);
    await api.patterns.scaffold('leaderboard');
    await api.patterns.cleanUp('leaderboard');
    const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: '' });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('redisPatterns.snippet.insert', {
      patternId: 'leaderboard',
      client: 'ioredis',
    });
    assert.ok(document.getText().length > 1000 && !document.getText().includes(PASSWORD), 'nothing of it in the code');
    assert.ok(!JSON.stringify(api.connections.list()).includes(PASSWORD));
    assert.ok(!JSON.stringify(vscode.workspace.getConfiguration('redisPatterns')).includes(PASSWORD));
    await api.connections.remove(profile.id);
    const folder = privateFolder() ?? skip(this, 'only the server build of VS Code says where its private folder is');
    const found = () => filesBelow(folder).filter((file) => fs.readFileSync(file).includes(PASSWORD));
    // The server under test keeps it in its own configuration, which lies elsewhere.
    assert.deepEqual(found(), []);
    const planted = path.join(folder, 'planted');
    fs.writeFileSync(planted, `password: ${PASSWORD}`);
    assert.deepEqual(found(), [planted], 'it would have been found');
    fs.unlinkSync(planted);
    // Nothing is searched in vain: the log that the extension writes is among these files.
    assert.ok(
      filesBelow(folder).some((file) => /redis.?patterns.*\.log$/i.test(file)),
      'its log',
    );
  });
});

/** Of this VS Code: user data, logs and workspace. Its state is in the browser: test/e2e/connections.test.ts looks there. */
function privateFolder(): string | undefined {
  const temporary = process.env['XDG_RUNTIME_DIR'];
  return vscode.env.appHost === 'server-distro' && temporary !== undefined
    ? path.join(temporary, '..', 'user')
    : undefined;
}

function filesBelow(folder: string): string[] {
  const found = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  assert.ok(found.length > 0, `files below ${folder}`);
  return found;
}
