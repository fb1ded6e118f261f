import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';
import { addConnection } from './connecting';

// A key from its making to its end, and the question that a production server puts before each change.

describe('making and changing keys, by mouse and keyboard', () => {
  let server: RunningServer;
  let client: RespClient;
  let workbench: Workbench;

  before(async function () {
    server = await startServer('stack', { binary: await need(this, 'stack') });
    client = await connectResp(server.address);
    await client.call('HSET', 'cart:{7}', 'total', '12');
    workbench = await openWorkbench({ viewport: { width: 1280, height: 1000 } });
    await workbench.openView('Redis Patterns');
    await addConnection(workbench, { url: `127.0.0.1:${String(server.port)}`, name: 'shop' });
  });

  after(async () => {
    (client as RespClient | undefined)?.close();
    await (workbench as Workbench | undefined)?.stop();
    await (server as RunningServer | undefined)?.stop();
  });

  const press = (frame: Frame, action: string) => frame.locator(`[data-action="${action}"]`).click();
  const open = (text: string) => workbench.webviewFrame(`.inspector :text-is("${text}")`);
  const fieldIs = (key: string, field: string, value: string | null) =>
    untilTrue(`${field} is ${String(value)}`, async () => (await client.text('HGET', key, field)) === value);

  it('creates a key, step by step, and shows it; a name that is in use is asked for again', async () => {
    const { quickInput } = workbench;
    await workbench.tree('Keys').clickTitle('Create Key...');
    await quickInput.waitForStep('1/6');
    await quickInput.submit('cart:{7}');
    await untilTrue('it says so', async () => /is there already/.test(await quickInput.message()));
    await workbench.screenshot('key-create-taken');
    await quickInput.submit('user:{7}');
    await quickInput.waitForStep('2/6');
    await workbench.screenshot('key-create-type');
    await quickInput.pick('Hash');
    await quickInput.waitForStep('3/6');
    await quickInput.submit('name');
    await quickInput.waitForStep('4/6');
    await quickInput.submit('Ada');
    await quickInput.waitForStep('6/6');
    await quickInput.submit('600');
    await quickInput.waitUntilClosed();
    const frame = await open('user:{7}');
    await frame.getByText('Ada').first().waitFor();
    await frame
      .getByText(/^Expires in/)
      .first()
      .waitFor();
    await workbench.tree('Keys').expand('user');
    await workbench.tree('Keys').find('{7}');
  });

  it('adds and edits a field, takes it back, and keeps the time to live', async () => {
    const frame = await open('user:{7}');
    await press(frame, 'addRow');
    await frame.getByLabel('Field', { exact: true }).last().fill('plan');
    await frame.getByLabel('Value', { exact: true }).last().fill('free');
    await press(frame, 'saveEdit');
    await fieldIs('user:{7}', 'plan', 'free');
    await frame.locator('.content-row', { hasText: 'plan' }).click();
    await press(frame, 'editRow');
    await frame.getByLabel('Value', { exact: true }).last().fill('gold');
    await workbench.screenshot('inspector-edit');
    await press(frame, 'saveEdit');
    await fieldIs('user:{7}', 'plan', 'gold');
    await frame.locator('h1').click();
    await workbench.page.keyboard.press('Control+z');
    await fieldIs('user:{7}', 'plan', 'free');
    await press(frame, 'undoEdit');
    await fieldIs('user:{7}', 'plan', null);
    const ttl = Number(await client.text('TTL', 'user:{7}'));
    assert.ok(ttl > 0 && ttl <= 600, String(ttl));
  });

  it('never overwrites what somebody else wrote meanwhile: it shows both and asks', async () => {
    const frame = await open('user:{7}');
    await frame.locator('.content-row', { hasText: 'name' }).click();
    await press(frame, 'editRow');
    await frame.getByLabel('Value', { exact: true }).last().fill('Grace');
    await client.call('HSET', 'user:{7}', 'name', 'Barbara');
    await press(frame, 'saveEdit');
    await frame.locator('[data-action="overwrite"]').waitFor();
    await press(frame, 'compareSeen');
    const diff = workbench.page.locator('.monaco-diff-editor');
    await diff.locator('.original', { hasText: 'Ada' }).waitFor();
    await diff.locator('.modified', { hasText: 'Barbara' }).waitFor();
    await workbench.screenshot('inspector-conflict');
    assert.equal(await client.text('HGET', 'user:{7}', 'name'), 'Barbara');
    await press(frame, 'overwrite');
    await fieldIs('user:{7}', 'name', 'Grace');
  });

  it('sets and takes away the time to live, renames, and deletes after a question; undo brings it back', async () => {
    const frame = await open('user:{7}');
    await frame.getByLabel('Time to live', { exact: true }).selectOption('never');
    await untilTrue('it lives for ever', async () => (await client.text('TTL', 'user:{7}')) === -1);
    await frame.getByLabel('Time to live', { exact: true }).selectOption('3600');
    await untilTrue('it expires', async () => Number(await client.text('TTL', 'user:{7}')) > 3000);
    await press(frame, 'deleteKey');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('user:{7}').first().waitFor();
    await dialog.getByText('Undo brings it back').first().waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await untilTrue('it is gone', async () => (await client.text('EXISTS', 'user:{7}')) === 0);
    await press(frame, 'undoEdit');
    await untilTrue('it is back', async () => Number(await client.text('TTL', 'user:{7}')) > 3000);
    await fieldIs('user:{7}', 'name', 'Grace');
  });

  it('finds by Ctrl+F within a key, and says before it deletes one that is too big to be put back', async () => {
    await client.call('SETRANGE', 'big', 17 * 1024 * 1024, 'x');
    await workbench.tree('Keys').click('big');
    const frame = await open('big');
    await frame.locator('.string-value').click();
    await workbench.page.keyboard.press('Control+f');
    await workbench.page.keyboard.type('x0');
    const found = frame.locator('.find-bar [role="status"]');
    await untilTrue('it is found', async () => /^1 of 10.000 or more in the first 65/.test(await found.innerText()));
    await workbench.screenshot('inspector-find');
    await press(frame, 'deleteKey');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('this cannot be undone').first().waitFor();
    await workbench.screenshot('inspector-delete-big');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await client.text('EXISTS', 'big'), 1);
  });

  it('asks before every change of a production server, with the name of the key', async () => {
    await addConnection(workbench, {
      ...{ url: `127.0.0.1:${String(server.port)}`, name: 'live shop' },
      ...{ environment: 'Production', access: 'Read and write' },
    });
    const keys = workbench.tree('Keys');
    await workbench.page.locator('.pane-header', { hasText: 'Keys' }).filter({ hasText: 'live shop' }).waitFor();
    // The rows of the other connection may be there for a moment longer, opened as they were.
    await untilTrue('its namespace is open', async () => {
      await keys.expand('cart');
      const texts = await keys.texts();
      return texts[texts.findIndex((text) => text.startsWith('cart')) + 1]?.startsWith('{7}') ?? false;
    });
    await keys.click('{7}');
    const frame = await open('cart:{7}');
    const change = async (button: string): Promise<void> => {
      await frame.locator('.content-row', { hasText: 'total' }).click();
      await press(frame, 'editRow');
      await frame.getByLabel('Value', { exact: true }).last().fill('99');
      await press(frame, 'saveEdit');
      const dialog = workbench.page.locator('.monaco-dialog-box');
      await dialog
        .getByText(/cart:\{7\}.*production server "live shop"/)
        .first()
        .waitFor();
      await workbench.screenshot('inspector-production');
      await dialog.getByRole('button', { name: button }).click();
      await dialog.waitFor({ state: 'hidden' });
    };
    await change('Cancel');
    assert.equal(await client.text('HGET', 'cart:{7}', 'total'), '12');
    await press(frame, 'cancelEdit');
    await change('Change');
    await fieldIs('cart:{7}', 'total', '99');
  });
});
