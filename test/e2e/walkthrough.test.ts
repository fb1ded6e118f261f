import assert from 'node:assert/strict';
import { THEMES } from '../support/vscode/themes';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';

describe('the walkthrough, as a newcomer meets it', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ viewport: { width: 1700, height: 1000 } });
  });

  after(async () => {
    await (workbench as Workbench | undefined)?.stop();
  });

  it('names its steps, shows what each is about, and leads to the first connection', async () => {
    const { page, quickInput } = workbench;
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await quickInput.waitUntilOpen();
    await quickInput.fill('Redis Patterns');
    await page.keyboard.press('Enter');
    const steps = page.locator('.getting-started-step');
    await steps.first().waitFor();
    assert.equal(await steps.count(), 6);
    const text = await workbench.webviewFrame('h1:text("Any Redis that you have")');
    await text.getByText('production', { exact: false }).first().waitFor();
    for (const theme of THEMES) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`walkthrough-${theme.replaceAll(' ', '-')}`);
    }
    await steps.nth(2).click();
    const third = await workbench.webviewFrame('h1:text("Measured on your server")');
    await third.getByText('units sold that were not there').waitFor();
    await steps.first().click();
    await page.locator('.monaco-button', { hasText: 'Connect to a Redis' }).click();
    await quickInput.waitForStep('1/8');
    await quickInput.cancel();
  });
});
