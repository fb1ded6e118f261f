import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RedisPatternsApi } from '../../src/api';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { Held, OwnTimers } from './held';
import { activated, profileOf } from './product';

describe('what is left of connections and panels', function () {
  this.timeout(120_000);
  let api: RedisPatternsApi;
  let server: RunningServer;
  let client: RespClient;
  let id: string;
  let held: Held;
  let timers: OwnTimers;

  before(async function () {
    api = await activated();
    // A Keys view that is seen hears of changes too, over links of its own.
    await vscode.commands.executeCommand('workbench.view.explorer');
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
    ({
      profile: { id },
    } = await api.connections.add(profileOf('leaks', server.port)));
    timers = new OwnTimers();
    held = await Held.by(api);
    // What stays with a connection, a lab and an inspector from their first time on is no leak.
    await api.connections.connect(id);
    await client.call('SET', 'looked at', 'x');
    await openAndClose();
    await api.connections.disconnect(id);
  });
  after(async () => {
    timers.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    if (id) await api.connections.remove(id);
    (client as RespClient | undefined)?.close();
    await (server as RunningServer | undefined)?.stop();
  });

  async function clients(): Promise<number> {
    const list = String(await client.text('CLIENT', 'LIST'));
    return list.trim().split('\n').length - 1;
  }

  async function openAndClose(): Promise<void> {
    await vscode.commands.executeCommand('redisPatterns.lab.open', 'leaderboard');
    await vscode.commands.executeCommand('redisPatterns.key.open', { connectionId: id, key: Buffer.from('looked at') });
    await until('both tabs', () => Promise.resolve(webviewTabs() === 2 || undefined));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('no tab', () => Promise.resolve(webviewTabs() === 0 || undefined));
  }

  async function nobodyIsLeft(listeners: number): Promise<void> {
    await until('no client of ours', async () => (await clients()) === 0 || undefined);
    await until('no timer of ours', () => Promise.resolve(timers.count === 0 || undefined)).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${timers.describe()}`);
    });
    await until(`at most ${listeners} listeners`, () => Promise.resolve(held.listeners <= listeners || undefined));
  }

  it('no client, timer or listener after 50 rounds of connecting', async () => {
    const { listeners } = held;
    for (let round = 0; round < 50; round++) {
      await api.connections.connect(id);
      assert.equal(await clients(), 1);
      await api.connections.disconnect(id);
    }
    await nobodyIsLeft(listeners);
  });

  it('no tab, no polling, no second client and nothing to dispose of after 20 labs and 20 inspectors', async () => {
    const { listeners, stores } = held;
    assert.ok(listeners > 0 && stores > 0, 'what views hold is seen');
    await api.connections.connect(id);
    for (let round = 0; round < 20; round++) await openAndClose();
    await until('the one link that panels share, without those that hear of changes', async () => {
      return (await clients()) === 1 || undefined;
    });
    // A panel reads once a second: one that was left would be seen.
    await client.call('CONFIG', 'RESETSTAT');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const stats = String(await client.text('INFO', 'commandstats'));
    assert.doesNotMatch(stats, /cmdstat_(get|getrange|zrange|object\|idletime|memory\|usage):/);
    await api.connections.disconnect(id);
    await nobodyIsLeft(listeners);
    await until(`at most ${stores} stores of disposables`, () => Promise.resolve(held.stores <= stores || undefined));
  });
});

function webviewTabs(): number {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview).length;
}
