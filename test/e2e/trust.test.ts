import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';

// A folder that somebody sent: its settings name a server, and ask for a connection at the start.

describe('a workspace that nobody has trusted yet', () => {
  let server: RunningServer;
  let client: RespClient;
  let workbench: Workbench;
  const folder = mkdtempSync(path.join(tmpdir(), 'redis-patterns-trust-'));

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
    mkdirSync(path.join(folder, '.vscode'));
    const connections = [{ name: 'theirs', url: `redis://127.0.0.1:${String(server.port)}` }];
    const settings = { 'redisPatterns.connections': connections, 'redisPatterns.connectOnStart': 'theirs' };
    writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    workbench = await openWorkbench({ folder, untrusted: true });
  });

  after(async () => {
    await (workbench as Workbench | undefined)?.stop();
    (client as RespClient | undefined)?.close();
    await (server as RunningServer | undefined)?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** How many ever connected; the first is the one that asks. */
  async function received(): Promise<number> {
    const stats = String(await client.text('INFO', 'stats'));
    return Number(/total_connections_received:(\d+)/.exec(stats)?.[1]);
  }

  it('has none of its connections listed or connected to, and says so', async () => {
    const before = await received();
    await workbench.openView('Redis Patterns');
    // It answers, so it has read its settings.
    await workbench.runCommand('Redis Patterns: Add Connection...');
    await workbench.quickInput.waitForStep('1/8');
    await workbench.quickInput.cancel();
    const said = workbench.page.locator('.pane', { hasText: 'Connections' }).locator('.welcome-view-content');
    await said.filter({ hasText: 'This workspace is not trusted: connections that its settings name' }).waitFor();
    assert.deepEqual(await workbench.tree('Connections').texts(), []);
    await workbench.screenshot('untrusted');
    assert.equal(await received(), before);
  });

  it('lists them once it is trusted, and connects where that is asked for', async () => {
    const before = await received();
    await workbench.page.getByRole('button', { name: 'Manage Workspace Trust' }).first().click();
    const editor = workbench.page.locator('.workspace-trust-editor');
    await editor.getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench.tree('Connections').find('theirs');
    assert.equal(await received(), before, 'listing is not connecting');
    await workbench.load();
    await workbench.openView('Redis Patterns');
    await workbench.statusBarItem('theirs');
    await untilTrue('it is connected to', async () => (await received()) > before);
  });
});
