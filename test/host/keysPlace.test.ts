import * as vscode from 'vscode';
import type { RedisPatternsApi } from '../../src/api';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { activated, profileOf } from './product';

// The product's own view, driven by VS Code's list commands. What it shows is seen by what it asks the server for.
describe('the place in the Keys view, in a real workbench', function () {
  this.timeout(60_000);
  let api: RedisPatternsApi;
  let server: RunningServer;
  let client: RespClient;
  let id: string;

  before(async function () {
    api = await activated();
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
    for (const key of ['ns:1', 'ns:2', 'ns:3', 'top']) await client.call('SET', key, 1);
    ({
      profile: { id },
    } = await api.connections.add(profileOf('place', server.port)));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    if (id) await api.connections.remove(id);
    (client as RespClient | undefined)?.close();
    await (server as RunningServer | undefined)?.stop();
  });

  /** Times that a row's type was read since the last reset. */
  async function rowsRead(): Promise<number> {
    const stats = String(await client.text('INFO', 'commandstats'));
    return Number(/cmdstat_type:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  }

  async function selectedName(): Promise<string> {
    await vscode.env.clipboard.writeText('nothing');
    await vscode.commands.executeCommand('redisPatterns.key.copyName');
    return vscode.env.clipboard.readText();
  }

  it('is kept through a refresh: what is open stays open, what is selected stays selected', async () => {
    await client.call('CONFIG', 'RESETSTAT');
    await api.connections.connect(id);
    await vscode.commands.executeCommand('redisPatterns.keys.focus');
    await until('the top rows', async () => (await rowsRead()) >= 1 || undefined);
    await until('the namespace to open', async () => {
      await vscode.commands.executeCommand('redisPatterns.keys.focus');
      await vscode.commands.executeCommand('list.focusFirst');
      await vscode.commands.executeCommand('list.expand');
      return (await rowsRead()) >= 4 || undefined;
    });
    await until('a key to be selected', async () => {
      await vscode.commands.executeCommand('redisPatterns.keys.focus');
      await vscode.commands.executeCommand('list.focusFirst');
      await vscode.commands.executeCommand('list.focusDown');
      await vscode.commands.executeCommand('list.focusDown');
      await vscode.commands.executeCommand('list.selectAndPreserveFocus');
      return (await selectedName()) === 'ns:2' || undefined;
    });
    await client.call('SET', 'ns:0', 1);
    await client.call('DEL', 'ns:3');
    await client.call('CONFIG', 'RESETSTAT');
    await vscode.commands.executeCommand('redisPatterns.keys.refresh');
    await until('all four rows again', async () => (await rowsRead()) >= 4 || undefined);
    // While the tree asks for its rows again, VS Code tells of no selection.
    await until('the selection again', async () => (await selectedName()) === 'ns:2' || undefined);
  });
});
