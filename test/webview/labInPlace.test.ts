import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { LabContract, LabLive } from '../../src/protocol/lab';
import type { Handlers } from '../../src/protocol/rpc';
import { openBrowser } from '../support/vscode/browser';
import { eventually } from './support/checks';
import { connection, halfway, labHost, type LabLoad, live, pattern, players, trace } from './support/labHost';
import { openPanelPage, type PanelPage } from './support/panelPage';

// Nothing moves by itself but data: scroll, selection, focus and what one typed are the user's.

describe('the lab under live data', () => {
  let browser: Browser;
  let context: BrowserContext;
  let lab: PanelPage<LabContract>;
  let page: Page;

  const open = async (load: Partial<LabLoad> = {}, other: Partial<Handlers<LabContract>> = {}): Promise<void> => {
    const now = Date.now();
    const host = labHost(() => ({ pattern, connection, state: halfway, trace: trace(now), live: live(now), ...load }));
    lab = await openPanelPage(context, 'lab', { ...host.handlers, ...other });
    ({ page } = lab);
    await page.locator('.lab').waitFor();
  };

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  afterEach(async () => {
    await lab.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  it('leaves the live view alone when only commands were sent', async () => {
    await open();
    await page.locator('.ranking-row').first().waitFor();
    await page.evaluate(() => {
      const seen = { count: 0 };
      Object.assign(window, { seen });
      const observer = new MutationObserver((records) => (seen.count += records.length));
      const what = document.querySelector('.what');
      if (what) observer.observe(what, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    lab.host.push('trace', [{ ...trace(Date.now())[0]!, id: 100, command: 'PING' }]);
    await page.getByText('PING', { exact: true }).waitFor();
    assert.equal(await page.evaluate(() => (window as unknown as { seen: { count: number } }).seen.count), 0);
  });

  it('keeps the place where one reads the trace, while commands come and other tabs are shown', async () => {
    const [one] = trace(Date.now());
    const many = Array.from({ length: 300 }, (_, id) => ({
      ...one!,
      id,
      roundTrip: id,
      command: `GET key-${String(id)}`,
    }));
    await open({ trace: many });
    const list = page.getByRole('grid', { name: 'Commands sent' });
    await page.getByText('GET key-299').waitFor(); // it begins at the end
    await list.evaluate((element) => {
      element.scrollTop = 2000;
    });
    await page.getByText('GET key-50', { exact: true }).waitFor();
    lab.host.push('trace', [{ ...one!, id: 1000, command: 'PING' }]);
    await page.getByText('301 commands in').waitFor();
    await page.locator('[data-tab="keys"]').click();
    lab.host.push('trace', [{ ...one!, id: 1001, command: 'PING' }]);
    await page.locator('[data-tab="trace"]').click();
    await page.getByText('302 commands in').waitFor();
    assert.equal(await list.evaluate((element) => element.scrollTop), 2000);
  });

  it('lets a bar that still glides go on from where it is seen', async () => {
    await open();
    await page.locator('.ranking-row').first().waitFor();
    const leading = players.map(([id, score]) => [id, id === 'ebony-wolf-3' ? 99_999 : score] as const);
    const [seen, after] = await page.evaluate(
      async ([up, down]) => {
        const row = document.querySelector('[data-id="ebony-wolf-3"]');
        const hear = (value: LabLive): void => {
          const data = { type: 'event', event: 0, name: 'live', value };
          window.dispatchEvent(new MessageEvent('message', { data }));
        };
        const top = (): number => row?.getBoundingClientRect().top ?? NaN;
        hear(up);
        await new Promise((resolve) => setTimeout(resolve, 120));
        const between = top();
        hear(down);
        return [between, top()];
      },
      [live(Date.now(), leading), live(Date.now())] as const,
    );
    assert.ok(Math.abs(seen - after) < 1, `it jumped from ${String(seen)} to ${String(after)}`);
  });

  it('keeps what one selected in a table whose cells change', async () => {
    const source = { command: 'HGETALL orders', at: Date.now() };
    const columns = [
      { title: 'Order', align: 'start' },
      { title: 'Sold', align: 'end' },
    ] as const;
    const table = (sold: number): LabLive => ({
      ...{ keys: [], readAt: Date.now() },
      blocks: [{ kind: 'table', title: 'Orders', columns, rows: [['order-1', sold]], source }],
    });
    await open({ live: table(1) });
    await page.getByText('order-1').selectText();
    lab.host.push('live', table(1204));
    await page.getByText('1\u202f204').waitFor();
    assert.equal(await page.evaluate(() => getSelection()?.toString()), 'order-1');
  });

  it('shows again what is so when a parameter is refused, and offers none while there is no connection', async () => {
    const refuse = () => {
      throw Object.assign(new Error('The demo is too large for this server.'), { code: 'INVALID_INPUT' });
    };
    await open({}, { setParameter: refuse });
    const field = page.getByLabel('Players', { exact: true });
    await field.fill('2000');
    await field.press('Tab');
    await page.getByText('The demo is too large for this server.').waitFor();
    await eventually('it shows what is so', async () => (await field.inputValue()) === '1\u202f000', 2000);
    lab.host.push('connection', { ...connection, state: 'failed' });
    await page.locator('.banner').waitFor();
    assert.equal(await field.isDisabled(), true);
  });

  it('takes a comma for thousands only where thousands are', async () => {
    await open();
    const field = page.getByLabel('Players', { exact: true });
    await field.fill('1,5');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    await field.fill('150,000');
    assert.equal(await field.getAttribute('aria-invalid'), null);
  });
});
