import assert from 'node:assert/strict';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';
import { addConnection } from './connecting';

// What is on screen belongs to the person: neither a refresh nor a change elsewhere moves it.

describe('the place in a long list of keys', () => {
  let server: RunningServer;
  let client: RespClient;
  let workbench: Workbench;

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
    const names = (space: string): string[] =>
      Array.from({ length: 400 }, (_, index) => `${space}:${String(index).padStart(4, '0')}`);
    await client.pipeline([...names('first'), ...names('many')].map((name) => ['SET', name, 1]));
    workbench = await openWorkbench({ viewport: { width: 1280, height: 1000 } });
    await workbench.openView('Redis Patterns');
    await addConnection(workbench, { url: `127.0.0.1:${String(server.port)}`, name: 'shop' });
  });

  after(async () => {
    (client as RespClient | undefined)?.close();
    await (workbench as Workbench | undefined)?.stop();
    await (server as RunningServer | undefined)?.stop();
  });

  /** Refreshes, and waits until the rows of both namespaces were read again. */
  async function refresh(): Promise<void> {
    await client.call('CONFIG', 'RESETSTAT');
    await workbench.tree('Keys').clickTitle('Refresh Keys');
    await untilTrue('all rows to be read again', async () => {
      const stats = String(await client.text('INFO', 'commandstats'));
      return Number(/cmdstat_type:calls=(\d+)/.exec(stats)?.[1] ?? 0) >= 800;
    });
    await workbench.tree('Keys').scroll(0);
  }

  it('is the same after a refresh, deep in a namespace that is open', async () => {
    const keys = workbench.tree('Keys');
    await keys.expand('many');
    await keys.expand('first');
    await keys.scroll(7000);
    const before = await keys.texts();
    assert.match(before[0] ?? '', /^0\d\d\d$/, 'deep in the list');
    assert.ok(before.length > 5);
    await refresh();
    assert.deepEqual(await keys.texts(), before);
    await workbench.screenshot('keys-place');
  });

  it('is the same when keys come and go below', async () => {
    const keys = workbench.tree('Keys');
    const before = await keys.texts();
    await client.call('DEL', 'many:0399');
    await client.call('SET', 'many:0400', 1);
    await refresh();
    assert.deepEqual(await keys.texts(), before);
  });
});
