import assert from 'node:assert/strict';
import { patternDefinitions } from '../../src/core/patterns/registry';
import { Lab } from '../support/lab';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';
import { THEMES, type ThemeName } from '../support/vscode/themes';
import { addConnection } from './connecting';

// Every pattern as a person meets it, on a server with all modules: open, scaffold, run, live, experiment, clean up, with
// a picture of what is there under each theme.

const LIVE_MS = 5000;
const JOURNEY_MS = 240_000;

/** What VS Code says of a theme in a webview. */
const BODY_CLASSES: Readonly<Record<ThemeName, string>> = {
  'Default Dark Modern': '.vscode-dark',
  'Default Light Modern': '.vscode-light',
  'Default High Contrast': '.vscode-high-contrast:not(.vscode-high-contrast-light)',
  'Default High Contrast Light': '.vscode-high-contrast-light',
};

describe('every pattern, from scaffold to clean-up', () => {
  let server: RunningServer;
  let client: RespClient;
  let workbench: Workbench;

  before(async function () {
    server = await startServer('stack', { binary: await need(this, 'stack') });
    client = await connectResp(server.address);
    workbench = await openWorkbench({ viewport: { width: 1280, height: 1400 } });
    await workbench.openView('Redis Patterns');
    await addConnection(workbench, { url: `127.0.0.1:${String(server.port)}`, name: 'stack' });
  });

  after(async () => {
    (client as RespClient | undefined)?.close();
    await (workbench as Workbench | undefined)?.stop();
    await (server as RunningServer | undefined)?.stop();
  });

  afterEach(() => workbench.runCommand('View: Close All Editors'));

  for (const { id, title, steps, group } of patternDefinitions) {
    it(`${id}: every step, live traffic and the experiment, and not one key left`, async function () {
      // A journey of a dozen stations and four themes.
      this.timeout(JOURNEY_MS);
      await workbench.tree('Patterns').click(title);
      const lab = await Lab.find(workbench);
      await lab.click('scaffold');
      await lab.frame.locator('.blocks .block').first().waitFor();
      await lab.frame.locator('[data-action="run"]:not([disabled])').waitFor();
      await lab.run();
      assert.ok((await lab.frame.locator('.step-result').count()) > 0 && steps.length > 0);

      await lab.click('live');
      await lab.frame.locator('[data-action="pauseLive"]:not([hidden])').waitFor();
      const events = async () =>
        Number((await lab.frame.locator('.traffic dd').first().innerText()).replace(/\D/g, ''));
      await untilTrue('events are counted', async () => (await events().catch(() => 0)) > 0);
      const before = await events();
      await workbench.page.waitForTimeout(group === 'useCase' ? LIVE_MS : LIVE_MS / 5);
      assert.ok((await events()) > before, 'the traffic went on');
      for (const theme of group === 'useCase' ? THEMES : THEMES.slice(0, 1)) {
        await workbench.setTheme(theme);
        await lab.frame.locator(`body${BODY_CLASSES[theme]}`).waitFor();
        await workbench.screenshot(`pattern-${id}-live-${theme.replaceAll(' ', '-')}`);
      }
      await workbench.setTheme('Default Dark Modern');
      await lab.click('stop');
      await lab.frame.locator('[data-action="pauseLive"]').waitFor({ state: 'hidden' });

      await lab.click('experiment');
      await lab.waitForText('Run again');
      assert.equal(await lab.frame.locator('.rules .broken').count(), 0, 'every rule holds');
      await lab.frame.locator('.experiment').scrollIntoViewIfNeeded();
      await workbench.screenshot(`pattern-${id}-experiment`);
      if (id === 'inventory') await measureAnotherLoad(lab);

      await lab.click('cleanUp');
      await lab.waitForText(/^Deleted \d/);
      assert.deepEqual(await client.text('KEYS', `redis-patterns:${id}:*`), []);
    });
  }
});

async function measureAnotherLoad(lab: Lab): Promise<void> {
  await lab.click('changeLoad');
  const buyers = lab.frame.getByLabel('Buyers', { exact: true });
  await buyers.fill('300');
  await buyers.press('Enter');
  await lab.waitForText(/^300 buyers at once for 100 units/);
  await lab.click('experiment');
  await lab.waitForText(/^Ran with: Buyers 300 · Units 100 /);
  assert.equal(await lab.frame.locator('.rules .broken').count(), 0, 'every rule holds');
}
