import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { InspectorContract } from '../../src/protocol/inspector';
import type { InspectorRow } from '../../src/protocol/inspectorRow';
import { openBrowser } from '../support/vscode/browser';
import { eventually } from './support/checks';
import { bytes, inspectorHost, rows, view } from './support/inspectorHost';
import { openPanelPage, type PanelPage } from './support/panelPage';

// Keys change while one reads them: nothing may jump, nothing may stand there twice.

describe('pages of a key that changes', () => {
  let browser: Browser;
  let context: BrowserContext;
  let inspector: PanelPage<InspectorContract>;
  let page: Page;

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  afterEach(async () => {
    await inspector.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  const foot = () => page.locator('.body-foot [role="status"]').first().innerText();
  const openTwoPages = async (second: () => Promise<readonly InspectorRow[]>): Promise<void> => {
    const first = view('zset', { kind: 'zset', rows: rows(200), next: 'second' }, { length: 400 });
    const host = inspectorHost('board', first);
    inspector = await openPanelPage(context, 'inspector', {
      ...host.handlers,
      more: async () => ({ kind: 'zset', rows: await second() }),
    });
    ({ page } = inspector);
    await page.locator('[data-action="more"]').click();
    await eventually('two pages are there', async () => (await foot()) === '1–400 of 400', 3000);
  };

  it('reads again as many rows as were loaded, and stays where one is', async () => {
    let second = rows(200, 200);
    await openTwoPages(() => Promise.resolve(second));
    const list = page.locator('.virtual-list');
    await list.evaluate((element) => {
      element.scrollTop = 7000;
    });
    const [moved, ...others] = second;
    second = [{ ...moved!, value: bytes('newcomer') }, ...others];
    inspector.host.push(
      'view',
      view('zset', { kind: 'zset', rows: rows(200), next: 'second' }, { length: 400, ttlMs: 9000 }),
    );
    await page.locator('.ttl-text', { hasText: 'Expires in' }).waitFor();
    assert.equal(await list.evaluate((element) => element.scrollTop), 7000);
    assert.equal(await foot(), '1–400 of 400');
    await list.evaluate((element) => {
      element.scrollTop = 4700;
    });
    await page.getByText('newcomer').waitFor();
  });

  it('shows a row that comes once more in its one place', async () => {
    const field = (name: string, value: string): InspectorRow => ({ name: bytes(name), value: bytes(value) });
    const host = inspectorHost(
      'hash',
      view('hash', { kind: 'hash', rows: [field('a', '1'), field('b', '1')], next: 'x' }),
    );
    inspector = await openPanelPage(context, 'inspector', {
      ...host.handlers,
      more: () => ({ kind: 'hash', rows: [field('b', '2'), field('c', '1')] }),
    });
    ({ page } = inspector);
    await page.locator('[data-action="more"]').click();
    await page.locator('.content-row').nth(2).waitFor();
    const shown = await page.locator('.content-row').evaluateAll((all) => all.map((row) => row.textContent));
    assert.deepEqual(shown, ['a1', 'b2', 'c1']);
  });

  it('says that the key is gone even while its pages are being read again', async () => {
    let release: () => void = () => undefined;
    let asked = 0;
    await openTwoPages(async () => {
      asked += 1;
      if (asked > 1) await new Promise<void>((resolve) => (release = resolve));
      return rows(200, 200);
    });
    inspector.host.push('view', view('zset', { kind: 'zset', rows: rows(200), next: 'second' }, { length: 9999 }));
    await eventually('the second page is asked for again', () => asked === 2, 3000);
    inspector.host.push('view', { kind: 'gone', reason: 'deleted', at: Date.now() });
    await page.getByText('This key was deleted.').waitFor();
    release();
    await page.waitForTimeout(100); // what was under way must not bring it back
    assert.equal(await page.getByText('This key was deleted.').isVisible(), true);
    assert.match(await foot(), /of 400$/);
  });
});
