import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { LabContract, LabState } from '../../src/protocol/lab';
import { openBrowser } from '../support/vscode/browser';
import { eventually } from './support/checks';
import { connection, labHost, live, measured, pattern, trace } from './support/labHost';
import { openPanelPage, type PanelOptions, type PanelPage } from './support/panelPage';

// The load of an experiment: what one can change of it, and what the result that is shown ran with.

const changed: LabState = { ...measured, load: { wins: 500 }, question: 'Do 500 concurrent wins get lost?' };

describe('the load of an experiment', () => {
  let browser: Browser;
  let context: BrowserContext;
  let lab: PanelPage<LabContract>;
  let page: Page;
  let asked: [string, unknown][];

  const open = async (state: LabState, options: PanelOptions = {}, shown = pattern): Promise<void> => {
    const now = Date.now();
    const host = labHost(() => ({ pattern: shown, connection, state, trace: trace(now), live: live(now) }));
    ({ asked } = host);
    lab = await openPanelPage(context, 'lab', host.handlers, options);
    ({ page } = lab);
    await page.locator('.experiment').waitFor();
  };
  const change = (): Locator => page.locator('[data-action="changeLoad"]');
  const field = (): Locator => page.getByLabel('Wins', { exact: true });

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  afterEach(async () => {
    assert.deepEqual(lab.errors, []);
    await lab.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  it('is changed in a form that a button opens, within its bounds', async () => {
    await open(measured);
    assert.equal(await field().isVisible(), false);
    await change().click();
    assert.equal(await change().getAttribute('aria-expanded'), 'true');
    assert.equal(await field().inputValue(), '200');
    await field().fill('1');
    await field().press('Enter');
    assert.match(await page.locator('#load-wins-hint').innerText(), /A whole number from 2 to 1\u202f000\./);
    await field().fill('500');
    await field().press('Enter');
    await eventually('it is set', () => asked.length > 0);
    assert.deepEqual(asked, [['setLoad', { name: 'wins', value: 500 }]]);
    await change().click();
    assert.equal(await field().isVisible(), false);
  });

  it('stands beside the result that it gave, and says when it was changed since', async () => {
    await open(measured);
    assert.equal(await page.locator('.ran-with').innerText(), 'Ran with: Wins 200.');
    lab.host.push('state', changed);
    await page.getByText('Ran with: Wins 200. The load was changed since: run it again.').waitFor();
    assert.equal(await page.locator('.experiment .question').innerText(), 'Do 500 concurrent wins get lost?');
  });

  it('is open when it was changed before the lab was shown again, and rests while something runs', async () => {
    await open(changed);
    assert.equal(await field().inputValue(), '500');
    lab.host.push('state', { ...changed, activity: { kind: 'experiment' } });
    await eventually('it cannot be changed', () => field().isDisabled());
  });

  it('is not offered where it cannot be changed', async () => {
    await open(measured, {}, { ...pattern, experiment: { ...pattern.experiment, load: {} } });
    assert.equal(await change().isVisible(), false);
    assert.equal(await page.locator('.ran-with').isVisible(), false);
  });

  for (const [name, options] of Object.entries({
    'dark-wide': {},
    'light-wide': { theme: 'light' },
    'high-contrast-wide': { theme: 'high-contrast' },
    'dark-narrow': { width: 320, height: 900 },
  } satisfies Record<string, PanelOptions>)) {
    it(`leaves a picture to look at: ${name}`, async () => {
      await open(changed, options);
      await page.locator('.load').scrollIntoViewIfNeeded();
      await lab.screenshot(`lab-load-${name}`);
    });
  }
});
