import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { InspectorContract, InspectorStream } from '../../src/protocol/inspector';
import type { InspectorStreamEntry, PartHandlers } from '../../src/protocol/inspectorParts';
import { openBrowser } from '../support/vscode/browser';
import { assertFits, assertNamed, eventually } from './support/checks';
import { bytes, inspectorHost, view } from './support/inspectorHost';
import { openPanelPage, type PanelOptions, type PanelPage } from './support/panelPage';
import { THEMES, type ThemeName } from './support/themes';

const FIRST = Date.UTC(2026, 10, 23, 7);

const entry = (at: number): InspectorStreamEntry => ({
  id: `${String(FIRST + at * 1000)}-0`,
  fields: [
    { name: bytes('order'), value: bytes(`order-${String(at)}`) },
    { name: bytes('body'), value: bytes(`{"id":12345678901234567890,"at":${String(at)}}`) },
  ],
});

const groups = Array.from({ length: 100 }, (_, at) => ({
  ...{ name: bytes(`group-${String(at)}`), consumers: 2, pending: at, lastId: entry(at).id },
  ...(at > 0 && { lag: at * 1000 }),
}));

const ALL = Array.from({ length: 450 }, (_, at) => entry(at));
const newest = [...ALL].reverse();
const stream: InspectorStream = { kind: 'stream', entries: newest.slice(0, 200), after: newest[199]!.id, groups };

let asked: unknown[] = [];
const parts: Partial<PartHandlers> = {
  streamEntries: (params) => {
    asked.push(params);
    const { newestFirst, from, start } = params;
    const all = newestFirst ? newest : ALL;
    const place = all.findIndex(({ id }) => id === from || id.split('-')[0] === start);
    const first = from === undefined ? Math.max(0, place) : place + 1;
    const rows = all.slice(first, first + 200);
    return { rows, ...(rows.length === 200 && { next: rows[199]!.id }) };
  },
  streamConsumers: () => [
    { name: bytes('worker-1'), pending: 3, idle: 5000 },
    { name: bytes('worker-2'), pending: 0, idle: 61_000 },
  ],
  streamPending: ({ from }) => ({
    rows: [{ id: from === undefined ? '1-0' : '2-0', consumer: bytes('worker-1'), idle: 5000, deliveries: 2 }],
    ...(from === undefined && { next: '1-0' }),
  }),
};

describe('a stream in the inspector', () => {
  let browser: Browser;
  let context: BrowserContext;
  let inspector: PanelPage<InspectorContract>;
  let page: Page;

  const open = async (shown: InspectorStream = stream, options?: PanelOptions): Promise<void> => {
    asked = [];
    const host = inspectorHost('orders', view('stream', shown, { length: 450 }), undefined, parts);
    inspector = await openPanelPage(context, 'inspector', host.handlers, options);
    ({ page } = inspector);
    await page.locator('.viewer').waitFor();
  };
  const foot = () => page.locator('.body-foot [role="status"]').first().innerText();

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  afterEach(async () => {
    await inspector.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  it('shows the newest entries with their time, more of them, and the oldest when asked', async () => {
    await open();
    const first = page.locator('.content-row.stream-row').first();
    assert.match(await first.innerText(), /^\d{13}-0\s+2026-11-23 \d\d:\d\d:29\.000\s+order order-449 · body \{"id"/);
    assert.equal((await foot()).replace(/\s/g, ' '), '1–200 of 450');
    await page.locator('[data-action="morePart"]').first().click();
    await eventually('more', async () => (await foot()) === '1–400 of 450', 2000);
    await page.locator('[data-action="streamOrder"]').click();
    await eventually('the oldest', async () => (await first.innerText()).includes('order-0'), 2000);
    assert.equal(await foot(), '1–200 of 450');
  });

  it('begins at an id or a time in either order, pages from there, and goes back to the end', async () => {
    await open();
    const box = page.getByLabel('From id or time');
    const go = async (text: string): Promise<void> => {
      await box.fill(text);
      await box.press('Enter');
    };
    const first = page.locator('.content-row.stream-row').first();
    const { id } = entry(300);
    await go(id.split('-')[0] ?? '');
    await eventually('entry 300', async () => (await first.innerText()).startsWith(id), 2000);
    assert.equal(await foot(), '200 entries from there on, and more');
    await page.locator('[data-action="morePart"]').first().click();
    await eventually('its rest', async () => (await foot()) === '301 entries from there on', 2000);
    await page.locator('[data-action="streamOrder"]').click();
    await eventually('those after it', async () => (await foot()) === '150 entries from there on', 2000);
    const time = (await page.locator('.stream-row .when').nth(1).innerText()).trim();
    await go('2026-02-30');
    assert.match(
      await page.locator('.body-bar [role="status"]').first().innerText(),
      /^Write an id, as .* or a local time/,
    );
    asked = [];
    await go(time);
    await eventually('it is asked for', () => asked.length > 0, 2000);
    assert.deepEqual(asked, [{ newestFirst: false, start: id.split('-')[0] }]);
    await go('');
    await eventually('all of it', async () => (await foot()) === '1–200 of 450', 2000);
  });

  it('shows an entry in full by keyboard, digits unchanged, and goes back to its row', async () => {
    await open();
    await page.getByRole('grid', { name: 'Entries' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.match(await page.locator('.fields-card').innerText(), /"id": 12345678901234567890/);
    await page.locator('.detail-content').focus();
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.detail-content').isVisible(), false);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Entries');
  });

  it('keeps what was loaded when entries come', async () => {
    await open();
    await page.locator('[data-action="morePart"]').first().click();
    await eventually('more', async () => (await foot()) === '1–400 of 450', 2000);
    const next = { ...stream, entries: [entry(450), ...stream.entries.slice(0, 199)], after: newest[198]!.id };
    inspector.host.push('view', view('stream', next, { length: 451 }));
    await eventually('as many', async () => (await foot()) === '1–400 of 451', 2000);
  });

  it('shows 100 groups, and of one its consumers and what is pending', async () => {
    await open();
    await page.locator('[data-tab="groups"]').click();
    assert.match(await page.locator('.content-row.columns-groups').first().innerText(), /group-0\s+2\s+0\s+unknown/);
    const grid = page.getByRole('grid', { name: /^Groups/ });
    assert.equal(await grid.getAttribute('aria-rowcount'), '100');
    await page.getByText('group-7', { exact: true }).click();
    await page.getByText('worker-2', { exact: true }).waitFor();
    await page.locator('[data-action="pending"]').click();
    await page.locator('.columns-pending', { hasText: 'worker-1' }).waitFor();
    await page.locator('.detail [data-action="morePart"]:visible').click();
    await eventually('two', async () => (await page.locator('.content-row.columns-pending').count()) === 2, 2000);
    inspector.host.push('view', view('stream', { ...stream, groups: groups.slice(0, 5) }, { length: 450 }));
    await page.locator('.detail.half').waitFor({ state: 'hidden' });
  });

  it('says that there are none', async () => {
    await open({ kind: 'stream', entries: [], groups: [] });
    assert.equal(await foot(), 'No entries');
    await page.locator('[data-tab="groups"]').click();
    await page.getByText('No group reads this stream.').waitFor();
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`fits and has names: ${theme}`, async () => {
      await open(stream, { theme });
      for (const width of [1000, 300]) {
        await page.setViewportSize({ width, height: 700 });
        await page.locator('[data-tab="entries"]').click();
        await page.locator('.content-row.stream-row').nth(1).click();
        await assertFits(page, `entries ${String(width)}`);
        await assertNamed(page);
        await inspector.screenshot(`inspector-stream-${theme}-${String(width)}`);
        await page.locator('[data-tab="groups"]').click();
        await page.locator('.content-row.columns-groups').nth(1).click();
        await page.getByText('worker-2', { exact: true }).waitFor();
        await assertFits(page, `groups ${String(width)}`);
        await assertNamed(page);
        await inspector.screenshot(`inspector-groups-${theme}-${String(width)}`);
      }
      assert.deepEqual(inspector.errors, []);
    });
  }

  it('adds an entry with all its fields, and removes one', async () => {
    const sent: unknown[] = [];
    const host = inspectorHost('orders', view('stream', stream, { length: 450 }), undefined, parts);
    const edit = (params: { readonly edit: unknown }) => {
      sent.push(params.edit);
      return { kind: 'done' as const, undos: [] };
    };
    inspector = await openPanelPage(context, 'inspector', { ...host.handlers, edit });
    ({ page } = inspector);
    await page.locator('.viewer').waitFor();
    await page.locator('[data-action="addRow"]').click();
    const box = page.getByRole('textbox', { name: 'Fields with their values' });
    await box.fill('{ "sku": 1 }');
    await page.locator('[data-action="saveEdit"]').click();
    await page.getByText('Put every value in quotes.').waitFor();
    await box.fill('{ "sku": "a-1", "units": "12345678901234567890" }');
    await page.locator('[data-action="saveEdit"]').click();
    await page.locator('.edit-pane').waitFor({ state: 'hidden' });
    await page.locator('.stream-row').nth(1).click();
    await page.locator('[data-action="removeEntry"]').click();
    await eventually('both are sent', () => sent.length === 2, 3000);
    assert.deepEqual(sent, [
      {
        kind: 'stream.add',
        fields: [
          [bytes('sku'), bytes('a-1')],
          [bytes('units'), bytes('12345678901234567890')],
        ],
      },
      { kind: 'stream.remove', id: newest[0]!.id },
    ]);
    assert.deepEqual(inspector.errors, []);
  });
});
