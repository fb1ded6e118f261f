import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { THEMES } from '../support/vscode/themes';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';
import { addConnection } from './connecting';

// One inspector goes with the selection, the others stay with their key; nothing that was done in one is lost by hiding it.

describe('inspectors that follow and inspectors that stay, by mouse and keyboard', () => {
  let server: RunningServer;
  let client: RespClient;
  let workbench: Workbench;

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
    for (const name of ['anna', 'bert', 'cleo', 'dora']) {
      await client.call('HSET', name, 'city', `city of ${name}`, 'plan', 'free');
    }
    workbench = await openWorkbench({ viewport: { width: 1280, height: 900 } });
    await workbench.openView('Redis Patterns');
    await addConnection(workbench, { url: `127.0.0.1:${String(server.port)}`, name: 'shop' });
  });

  after(async () => {
    (client as RespClient | undefined)?.close();
    await (workbench as Workbench | undefined)?.stop();
    await (server as RunningServer | undefined)?.stop();
  });

  const press = (frame: Frame, action: string) => frame.locator(`[data-action="${action}"]`).click();
  const open = (name: string) => workbench.webviewFrame(`.inspector .name:text-is("${name}")`);
  const tab = (name: string) => workbench.page.locator(`.tabs-container .tab[aria-label^="${name}"]`);
  const title = (action: string) =>
    workbench.page.locator(`.editor-group-container.active .editor-actions [aria-label^="${action}"]`);

  async function tabsAre(...names: readonly string[]): Promise<void> {
    let now: readonly string[] = [];
    await untilTrue(`tabs ${names.join(', ')}`, async () => {
      now = (await workbench.editorTabs()).filter((name) => name !== 'Welcome');
      return now.join() === names.join();
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}, but ${now.join(', ')}`);
    });
  }

  it('goes with the selection, in one tab, and leaves the focus in the tree', async () => {
    const keys = workbench.tree('Keys');
    await keys.click('anna');
    await (await open('anna')).getByText('city of anna').first().waitFor();
    await tabsAre('anna (following)');
    await keys.click('bert');
    const frame = await open('bert');
    await frame.getByText('city of bert').first().waitFor();
    await tabsAre('bert (following)');
    assert.equal(await frame.getByText('city of anna').count(), 0);
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('Enter');
    await (await open('cleo')).getByText('city of cleo').first().waitFor();
    await tabsAre('cleo (following)');
  });

  it('stays with its key when it is pinned, in the title or by a double click, and follows again', async () => {
    const keys = workbench.tree('Keys');
    for (const theme of THEMES) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`inspector-following-${theme.replaceAll(' ', '-')}`);
    }
    await workbench.setTheme('Default Dark Modern');
    await title('Keep Inspector Open').click();
    await tabsAre('cleo');
    await keys.click('dora');
    await tabsAre('cleo', 'dora (following)');
    await (await keys.find('anna')).dblclick();
    await tabsAre('cleo', 'anna');
    await keys.click('cleo');
    await tabsAre('cleo', 'anna');
    await title('Let Inspector Follow the Selection').waitFor();
    await (await open('cleo')).getByText('city of cleo').first().waitFor();
    await workbench.screenshot('inspector-pinned');
    await title('Let Inspector Follow the Selection').click();
    await tabsAre('cleo (following)', 'anna');
    await keys.click('bert');
    await tabsAre('bert (following)', 'anna');
  });

  it('opens a pinned one to the side', async () => {
    await workbench.tree('Keys').clickMenu('dora', 'Open to the Side');
    await tabsAre('bert (following)', 'anna', 'dora');
    assert.equal(await workbench.page.locator('.editor-group-container').count(), 2);
    await (await open('dora')).getByText('city of dora').first().waitFor();
    await (await open('bert')).getByText('city of bert').first().waitFor();
    await workbench.screenshot('inspector-side');
    await workbench.runCommand('View: Close Editor');
    await tabsAre('bert (following)', 'anna');
    // By keyboard the row that has the focus is meant, which is not the one that is selected.
    await workbench.tree('Keys').click('bert');
    for (const key of ['ArrowDown', 'ArrowDown', 'Control+Enter']) await workbench.page.keyboard.press(key);
    await tabsAre('bert (following)', 'anna', 'dora');
    await workbench.runCommand('View: Close Editor');
    await tabsAre('bert (following)', 'anna');
  });

  it('stays with a key that is being edited, and keeps what is half written and undone while it is hidden', async () => {
    const keys = workbench.tree('Keys');
    let frame = await open('bert');
    await frame.locator('.content-row', { hasText: 'city' }).click();
    await press(frame, 'editRow');
    await frame.locator('.edit-field textarea').last().fill('Bern');
    await press(frame, 'saveEdit');
    await untilTrue('it is written', async () => (await client.text('HGET', 'bert', 'city')) === 'Bern');
    await tabsAre('bert', 'anna');
    await press(frame, 'addRow');
    await frame.locator('.edit-field textarea').first().fill('street');
    await frame.locator('.edit-field textarea').last().fill('half wri');
    await keys.click('cleo');
    await tabsAre('bert', 'cleo (following)', 'anna');
    await (await open('cleo')).getByText('city of cleo').first().waitFor();
    await keys.click('bert');
    await tabsAre('bert', 'cleo (following)', 'anna');
    frame = await open('bert');
    await frame.locator('.edit-title', { hasText: 'Add a field' }).waitFor();
    assert.equal(await frame.locator('.edit-field textarea').first().inputValue(), 'street');
    assert.equal(await frame.locator('.edit-field textarea').last().inputValue(), 'half wri');
    await workbench.screenshot('inspector-half-written');
    await press(frame, 'cancelEdit');
    await press(frame, 'undoEdit');
    await untilTrue('it is undone', async () => (await client.text('HGET', 'bert', 'city')) === 'city of bert');
  });

  it('goes on under the new name of its key, with all that can be undone, back to the old name', async () => {
    let frame = await open('bert');
    await frame.locator('.content-row', { hasText: 'plan' }).click();
    await press(frame, 'editRow');
    await frame.locator('.edit-field textarea').last().fill('gold');
    await press(frame, 'saveEdit');
    await untilTrue('it is written', async () => (await client.text('HGET', 'bert', 'plan')) === 'gold');
    await press(frame, 'renameKey');
    await frame.locator('.edit-field textarea').last().fill('bertha');
    await press(frame, 'saveEdit');
    frame = await open('bertha');
    await tabsAre('bertha', 'cleo (following)', 'anna');
    await frame.locator('[data-action="undoEdit"][title="Undo: Rename the key"]').waitFor();
    await workbench.screenshot('inspector-renamed');
    await press(frame, 'undoEdit');
    frame = await open('bert');
    await tabsAre('bert', 'cleo (following)', 'anna');
    await frame.locator('[data-action="undoEdit"]').waitFor();
    await press(frame, 'undoEdit');
    await untilTrue('it is undone', async () => (await client.text('HGET', 'bert', 'plan')) === 'free');
    assert.equal(await client.text('EXISTS', 'bertha'), 0);
  });

  it('says that there is no key of a name', async () => {
    await workbench.runCommand('Redis Patterns: Open Key...');
    await workbench.quickInput.submit('nobody');
    const frame = await open('nobody');
    await frame.getByText('There is no key of this name.').waitFor();
    await tabsAre('bert', 'nobody (following)', 'anna');
    await workbench.screenshot('inspector-missing');
    await client.call('HSET', 'nobody', 'city', 'Ithaca');
    await frame.getByText('Ithaca').first().waitFor();
  });

  it('comes back after the window was loaded again: what was pinned is, what followed does', async () => {
    await workbench.reload();
    await workbench.openView('Redis Patterns');
    await tabsAre('bert', 'nobody (following)', 'anna');
    const frame = await open('nobody');
    await press(frame, 'reconnect');
    await frame.getByText('Ithaca').first().waitFor();
    await workbench.tree('Keys').click('cleo');
    await (await open('cleo')).getByText('city of cleo').first().waitFor();
    await tabsAre('bert', 'cleo (following)', 'anna');
    await tab('bert').click();
    await (await open('bert')).getByText('city of bert').first().waitFor();
    await workbench.tree('Keys').click('dora');
    await tabsAre('bert', 'dora (following)', 'anna');
  });
});
