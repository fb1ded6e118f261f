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
        return { value: bytes(whole), total: 524_288, sha1: 'a' };
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
    assert.deepEqual(asked, [{ field: { base64: bytes('big').base64 } }]);
    inspector.host.push('view', hash(cut('b')));
    await eventually('it is read again', () => asked.length === 2, 3000);
  });

  it('changes, removes and copies a value of which the row holds but the beginning', async () => {
    const all = 'y'.repeat(524_288);
    const sizes: Readonly<Record<string, number>> = { document: 10_000, long: all.length, huge: 5_000_000 };
    const cut = (name: string) => ({ ...field(name, 'y'), cut: { total: sizes[name] ?? 0, sha1: `of ${name}` } });
    const [document, long, huge] = [cut('document'), cut('long'), cut('huge')];
    const edits: unknown[] = [];
    await inspector.close();
    const host = inspectorHost('cart:{7}', hash(document, long, huge), undefined, {
      rowValue: ({ field: asked, whole }) => {
        const name = atob(asked?.base64 ?? '');
        const total = sizes[name] ?? 0;
        const sent = all.slice(0, Math.min(total, whole ? all.length : 262_144));
        return { value: bytes(sent), total, sha1: `of ${name}` };
      },
      saveRow: () => ({ path: '/tmp/huge', bytes: 5_000_000 }),
    });
    ({ asked } = host);
    const edit = (params: { readonly edit: unknown }) => {
      edits.push(params.edit);
      return { kind: 'done' as const, undos: [] };
    };
    inspector = await openPanelPage(context, 'inspector', { ...host.handlers, edit });
    ({ page } = inspector);
    const press = (action: string) => page.locator(`[data-action="${action}"]`).click();
    const open = async (name: string, words: string): Promise<void> => {
      await page.getByText(name, { exact: true }).first().click();
      await page.locator('.detail [role="status"]', { hasText: words }).waitFor();
    };
    const said = (words: string) => page.locator('.body-foot .said', { hasText: words }).waitFor();

    await open('document', '10');
    await press('removeRow');
    await open('huge', 'first 262 kB of 5 MB');
    await page.locator('[data-action="editRow"][disabled]').waitFor();
    await press('removeRow');
    await page.getByRole('grid', { name: 'Content' }).focus();
    await page.keyboard.press('Delete');
    await eventually('they are sent', () => edits.length === 3);
    assert.deepEqual(edits, [
      { kind: 'hash.remove', field: bytes('document'), seen: bytes(all.slice(0, 10_000)) },
      { kind: 'hash.remove', field: bytes('huge'), seen: { sha1: 'of huge' } },
      { kind: 'hash.remove', field: bytes('huge'), seen: { sha1: 'of huge' } },
    ]);

    await page.keyboard.press('Control+c');
    await said('Copied only the first 524 kB of 5 MB. Save it to a file for all.');
    await press('saveRow');
    await said('Saved 5 MB.');
    await assertFits(page, 'what was said');
    await inspector.screenshot('inspector-long-row-dark');

    await open('long', 'first 262 kB of 524 kB');
    await press('copyRow');
    await said('Copied 524 kB.');
    assert.deepEqual(asked.at(-1), ['copyText', { text: all }]);
    await press('editRow');
    await page.locator('.edit-field textarea').last().fill('short');
    await press('saveEdit');
    await eventually('it is sent', () => edits.length === 4);
    assert.deepEqual(edits[3], { kind: 'hash.set', field: bytes('long'), seen: bytes(all), value: bytes('short') });
    assert.deepEqual(inspector.errors, []);
  });
});
