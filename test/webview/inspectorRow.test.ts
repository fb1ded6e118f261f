import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { InspectorContract } from '../../src/protocol/inspector';
import type { InspectorRow } from '../../src/protocol/inspectorRow';
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

  it('reads more of a value that is too long for its row, and again when it changed', async () => {
    const asked: unknown[] = [];
    const whole = 'x'.repeat(262_144);
    const cut = (sha1: string): InspectorRow => ({ ...field('big', 'x'.repeat(4096)), cut: { total: 524_288, sha1 } });
    await inspector.close();
    const host = inspectorHost('cart:{7}', hash(cut('a')), undefined, {
      rowValue: (params) => {
        asked.push(params);
        return { value: bytes(whole), total: 524_288 };
      },
    });
    inspector = await openPanelPage(context, 'inspector', host.handlers);
    ({ page } = inspector);
    const value = page.locator('.detail-value');
    await page.locator('.content-row').first().click();
    await eventually('more is there', async () => (await value.textContent())?.length === whole.length, 3000);
    assert.match(await page.locator('.detail [role="status"]').innerText(), /^first 262 kB of 524 kB$/);
    inspector.host.push('view', hash(cut('a'), field('new', '1')));
    await page.getByText('new', { exact: true }).waitFor();
    assert.equal((await value.textContent())?.length, whole.length);
    assert.deepEqual(asked, [{ field: bytes('big') }]);
    inspector.host.push('view', hash(cut('b')));
    await eventually('it is read again', () => asked.length === 2, 3000);
  });

  it('changes a long value once all of it is known, and none of which only the beginning is', async () => {
    const all = 'y'.repeat(10_000);
    const cut = { total: all.length, sha1: 'a' };
    const edits: unknown[] = [];
    await inspector.close();
    const shown = hash({ ...field('document', all.slice(0, 4096)), cut }, { ...field('huge', 'z'), cut });
    const host = inspectorHost('cart:{7}', shown, undefined, {
      rowValue: ({ field: asked }) => ({
        value: asked?.base64 === bytes('huge').base64 ? bytes('z') : bytes(all),
        total: 10_000,
      }),
    });
    const edit = (params: unknown) => {
      edits.push(params);
      return { kind: 'done' as const, undo: '1' };
    };
    inspector = await openPanelPage(context, 'inspector', { ...host.handlers, edit });
    ({ page } = inspector);
    const removing = page.locator('[data-action="removeRow"]');
    await page.getByText('huge', { exact: true }).click();
    await page.locator('.detail [role="status"]', { hasText: 'first 1 B of 10' }).waitFor();
    assert.equal(await removing.isVisible(), false);
    await page.getByRole('grid', { name: 'Content' }).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Delete');
    await removing.click();
    await eventually('it is sent', () => edits.length === 1, 3000);
    assert.deepEqual(edits, [{ edit: { kind: 'hash.remove', field: bytes('document'), seen: bytes(all) } }]);
  });
});
