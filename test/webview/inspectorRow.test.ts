import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { InspectorContract, InspectorRow } from '../../src/protocol/inspector';
import { openBrowser } from '../support/vscode/browser';
import { assertFits, assertNamed, eventually } from './support/checks';
import { bytes, inspectorHost, view } from './support/inspectorHost';
import { openPanelPage, type PanelPage } from './support/panelPage';

const field = (name: string, value: string): InspectorRow => ({ name: bytes(name), value: bytes(value) });
const hash = (...rows: InspectorRow[]) => view('hash', { kind: 'hash', rows }, { length: rows.length });
const LONG = JSON.stringify({ id: 7, lines: Array.from({ length: 60 }, (_, at) => `line ${String(at)}`) });

describe('a row of the inspector in full', () => {
  let browser: Browser;
  let context: BrowserContext;
  let inspector: PanelPage<InspectorContract>;
  let page: Page;
  let asked: [string, unknown][];

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  beforeEach(async () => {
    const host = inspectorHost('cart:{7}', hash(field('total', '12'), field('document', LONG)));
    ({ asked } = host);
    inspector = await openPanelPage(context, 'inspector', host.handlers);
    ({ page } = inspector);
    await page.locator('.content-row').nth(1).waitFor();
  });

  afterEach(async () => {
    await inspector.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  it('opens by keyboard, sets JSON out to its end, and closes with the list focused again', async () => {
    const list = page.getByRole('grid', { name: 'Content' });
    await list.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const value = page.locator('.detail-value');
    assert.match((await value.textContent()) ?? '', /^\{\n {2}"id": 7,[^]*"line 59"\n {2}\]\n\}$/);
    await assertFits(page, 'the open row');
    await assertNamed(page);
    await inspector.screenshot('inspector-row-dark-wide');
    await value.focus();
    await page.keyboard.press('Escape');
    await page.locator('.detail').waitFor({ state: 'hidden' });
    assert.equal(await list.evaluate((element) => element === document.activeElement), true);
  });

  it('follows its row while the key changes, and copies the value as it is', async () => {
    await page.getByText('total', { exact: true }).click();
    inspector.host.push('view', hash(field('first', '0'), field('total', '13')));
    await eventually('it follows', async () => (await page.locator('.detail-value').textContent()) === '13', 2000);
    await page.locator('[data-action="copyRow"]').click();
    await eventually('it is copied', () => asked.length === 1, 2000);
    assert.deepEqual(asked, [['copyText', { text: '13' }]]);
    assert.deepEqual(inspector.errors, []);
  });
});
