import assert from 'node:assert/strict';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';
import { THEMES } from '../support/vscode/themes';
import { addConnection } from './connecting';

// The sidebar that stays open all day: find, filter, inspect, watch, delete, and nothing is lost by a refresh.

describe('the key browser, by mouse and keyboard', () => {
  let server: RunningServer;
  let client: RespClient;
  let workbench: Workbench;

  before(async function () {
    server = await startServer('stack', { binary: await need(this, 'stack') });
    client = await connectResp(server.address);
    for (let n = 0; n < 40; n += 1) {
      const id = String(n).padStart(2, '0');
      await client.call('HSET', `user:${id}`, 'name', `User ${id}`, 'plan', 'free');
      await client.call('SET', `session:${id}`, `token ${id}`, 'EX', 600 + n);
    }
    await client.call('XADD', 'orders', '*', 'sku', 'a-1', 'units', 2);
    await client.call('JSON.SET', 'config', '$', '{"retries":3,"limits":{"rate":9007199254740993}}');
    workbench = await openWorkbench({ viewport: { width: 1280, height: 1000 } });
    await workbench.openView('Redis Patterns');
    await addConnection(workbench, { url: `127.0.0.1:${String(server.port)}`, name: 'shop' });
  });

  after(async () => {
    (client as RespClient | undefined)?.close();
    await (workbench as Workbench | undefined)?.stop();
    await (server as RunningServer | undefined)?.stop();
  });

  it('opens a namespace and a key in it', async () => {
    const keys = workbench.tree('Keys');
    await keys.expand('user');
    await keys.click('07');
    const frame = await workbench.webviewFrame('.inspector');
    await frame.getByText('User 07').first().waitFor();
    for (const theme of THEMES) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`inspector-hash-${theme.replaceAll(' ', '-')}`);
    }
    await workbench.setTheme('Default Dark Modern');
  });

  it('shows by itself what another client writes, and keys that come and go', async () => {
    const frame = await workbench.webviewFrame('.inspector');
    await client.call('HSET', 'user:07', 'plan', 'gold');
    await frame.getByText('gold').first().waitFor();
    await client.call('SET', 'user:98', 'new');
    await client.call('DEL', 'user:00');
    const keys = workbench.tree('Keys');
    await keys.find('user');
    await untilTrue('the tree follows', async () => {
      const texts = await keys.texts();
      return texts.some((text) => /^user 40/.test(text)) && !texts.some((text) => text.startsWith('00'));
    });
  });

  it('keeps the place when it is refreshed', async () => {
    const keys = workbench.tree('Keys');
    await keys.find('07');
    const before = await keys.texts();
    await keys.clickTitle('Refresh Keys');
    await untilTrue('the same rows are there', async () => {
      const now = await keys.texts();
      return now.length === before.length && now.every((text, at) => text.split(' ')[0] === before[at]?.split(' ')[0]);
    });
    assert.match((await (await keys.find('07')).getAttribute('class')) ?? '', /selected/);
  });

  it('finds by a filter, and an exact name at once', async () => {
    const keys = workbench.tree('Keys');
    await keys.clickTitle('Filter Keys');
    await workbench.quickInput.fill('session:*');
    await workbench.screenshot('keys-filter');
    await workbench.page.keyboard.press('Enter');
    await untilTrue('only sessions are shown', async () => {
      const texts = await keys.texts();
      return texts.length > 0 && texts.every((text) => !text.startsWith('user'));
    });
    await keys.clickTitle('Clear Key Filter');
    await keys.find('orders');
  });

  it('shows streams and documents in their own form', async () => {
    await workbench.tree('Keys').click('orders');
    const stream = await workbench.webviewFrame('.inspector :text("a-1")');
    await stream.getByText('a-1').first().waitFor();
    await workbench.screenshot('inspector-stream');
    await workbench.tree('Keys').click('config');
    const json = await workbench.webviewFrame('.inspector :text("retries")');
    await json.getByText('retries').first().waitFor();
    await workbench.screenshot('inspector-json');
  });

  it('deletes a namespace after it said how many, and tells how many went', async () => {
    await workbench.tree('Keys').clickMenu('session', 'Delete Keys...');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog
      .getByText(/40 keys/)
      .first()
      .waitFor();
    await workbench.screenshot('keys-delete');
    await dialog.getByRole('button', { name: /Delete/ }).click();
    await untilTrue('they are gone', async () => ((await client.text('KEYS', 'session:*')) as string[]).length === 0);
    assert.match(await workbench.notifications.read('40 keys'), /Deleted 40 keys/);
    assert.equal(await client.text('EXISTS', 'orders'), 1);
  });
});
