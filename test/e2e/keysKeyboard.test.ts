import assert from 'node:assert/strict';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';
import { addConnection } from './connecting';

// Arrow keys move the focus and leave the selection where it was: what a key does has to be about the focused row.

describe('the keys of the keyboard in the Keys view', () => {
  let server: RunningServer;
  let client: RespClient;
  let workbench: Workbench;

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
    for (const key of ['a', 'b', 'c', 'd', 'e', 'ns:1', 'ns:2']) await client.call('SET', key, 1);
    workbench = await openWorkbench({ viewport: { width: 1280, height: 1000 } });
    await workbench.openView('Redis Patterns');
    await addConnection(workbench, { url: `127.0.0.1:${String(server.port)}`, name: 'shop' });
  });

  after(async () => {
    (client as RespClient | undefined)?.close();
    await (workbench as Workbench | undefined)?.stop();
    await (server as RunningServer | undefined)?.stop();
  });

  function press(...keys: string[]): Promise<void> {
    return keys.reduce((before, key) => before.then(() => workbench.page.keyboard.press(key)), Promise.resolve());
  }

  /** A click opens the key, whose editor takes the focus; then the view gets it back. */
  async function selectA(): Promise<void> {
    await workbench.tree('Keys').click('a');
    await workbench.webviewFrame('.inspector');
    await workbench.runCommand('Redis Patterns: Focus on Keys View');
    await workbench.tree('Keys').row('a').and(workbench.page.locator('.selected.focused')).waitFor();
  }

  async function left(): Promise<string> {
    return ((await client.text('KEYS', '*')) as string[]).sort().join(' ');
  }

  it('copies the name of the focused row, not of the one that is selected', async () => {
    await selectA();
    await press('ArrowDown', 'Control+c');
    assert.match(await workbench.statusBarItem(/Copied/), /Copied b\./);
    assert.match(
      (await workbench.tree('Keys').row('a').getAttribute('class')) ?? '',
      /selected/,
      'a is selected still',
    );
    await press('ArrowUp', 'ArrowUp', 'Control+c');
    assert.match(await workbench.statusBarItem(/Copied ns/), /Copied ns:\./);
    assert.equal(await workbench.tree('Keys').row('ns').getAttribute('aria-expanded'), 'false');
  });

  it('deletes the focused row, not the one that is selected', async () => {
    await selectA();
    await press('ArrowDown', 'ArrowDown', 'Delete');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('Delete "c" from "shop"?').waitFor();
    await workbench.screenshot('keys-delete-focused');
    await dialog.getByRole('button', { name: /Delete/ }).click();
    await untilTrue('one key to go', async () => (await left()) !== 'a b c d e ns:1 ns:2');
    assert.equal(await left(), 'a b d e ns:1 ns:2');
  });

  it('deletes all that are selected where the focused row is one of them', async () => {
    await selectA();
    await press('Shift+ArrowDown', 'Delete');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('Delete 2 keys from "shop"?').waitFor();
    await dialog.getByRole('button', { name: /Delete/ }).click();
    await untilTrue('two keys to go', async () => (await left()) === 'd e ns:1 ns:2');
  });
});
