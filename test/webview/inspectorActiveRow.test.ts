import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { InspectorContract, InspectorView } from '../../src/protocol/inspector';
import { openBrowser } from '../support/vscode/browser';
import { eventually } from './support/checks';
import { bytes, inspectorHost, view } from './support/inspectorHost';
import { openPanelPage, type PanelPage } from './support/panelPage';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0';
const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `job-${String(at)}`);

const list = (values: readonly string[]): InspectorView => {
  const rows = values.map((value, index) => ({ index, value: bytes(value) }));
  return view('list', { kind: 'list', rows }, { length: rows.length });
};
const zset = (members: readonly string[]): InspectorView => {
  const rows = members.map((member, index) => ({ index, score: String(100 - index), value: bytes(member) }));
  return view('zset', { kind: 'zset', rows }, { length: rows.length });
};

describe('the active row of the inspector', () => {
  let browser: Browser;
  let inspector: PanelPage<InspectorContract>;
  let page: Page;
  let edits: unknown[];

  before(async () => {
    ({ browser } = await openBrowser());
  });

  afterEach(async () => {
    assert.deepEqual(inspector.errors, []);
    await page.context().close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  async function open(shown: InspectorView, userAgent?: string): Promise<void> {
    edits = [];
    const edit = (params: { readonly edit: unknown }) => {
      edits.push(params.edit);
      return { kind: 'done' as const, undos: [] };
    };
    const context = await browser.newContext(userAgent === undefined ? {} : { userAgent });
    inspector = await openPanelPage(context, 'inspector', { ...inspectorHost('k', shown).handlers, edit });
    ({ page } = inspector);
    await page.locator('.content-row').first().waitFor();
    await grid().focus();
  }

  const grid = () => page.getByRole('grid', { name: 'Content' });
  const active = () => page.locator('.content-row[aria-selected="true"] .second').allInnerTexts();
  const show = async (shown: InspectorView, text: string): Promise<void> => {
    inspector.host.push('view', shown);
    await page.getByText(text, { exact: true }).first().waitFor();
  };
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };

  it('stays on its element when a list is pushed to at the head', async () => {
    await open(list(names(5)));
    await press('Home', 'ArrowDown', 'ArrowDown');
    assert.deepEqual(await active(), ['job-2']);
    await show(list(['new', ...names(5)]), 'new');
    assert.deepEqual(await active(), ['job-2']);
    await press('Delete');
    await eventually('it is sent', () => edits.length === 1);
    assert.deepEqual(edits, [{ kind: 'list.remove', index: 3, seen: bytes('job-2') }]);
  });

  it('goes with a member that moves in its ranking', async () => {
    await open(zset(['a', 'b', 'c']));
    await press('Home', 'ArrowDown');
    await show(zset(['d', 'a', 'c', 'b']), 'd');
    assert.deepEqual(await active(), ['b']);
    await press('Delete');
    await eventually('it is sent', () => edits.length === 1);
    assert.deepEqual(edits, [{ kind: 'zset.remove', member: bytes('b'), seen: '97' }]);
  });

  it('is none when its member is gone, so that no key hits another, and the arrows go on from its place', async () => {
    await open(zset(['a', 'b', 'c']));
    await press('Home', 'ArrowDown');
    await show(zset(['a', 'c', 'd']), 'd');
    assert.deepEqual(await active(), []);
    await press('Delete', 'Enter');
    assert.equal(await page.locator('.detail').isVisible(), false);
    await press('ArrowDown');
    assert.deepEqual(await active(), ['c']);
    assert.deepEqual(edits, []);
  });

  it('leaves what is seen where it is while rows come above', async () => {
    await open(list(names(200)));
    const place = (text: string) =>
      page.getByText(text, { exact: true }).evaluate((row) => row.getBoundingClientRect().top);
    await grid().evaluate((element) => {
      element.scrollTop = 100 * 24 + 7;
    });
    await page.getByText('job-105', { exact: true }).waitFor();
    const before = await place('job-105');
    inspector.host.push('view', list(['x', 'y', 'z', ...names(197)]));
    await page.locator('.content-row', { hasText: 'job-105' }).getByText('108', { exact: true }).waitFor();
    assert.equal(await place('job-105'), before);
  });

  it('shows the same element below the list after a push, and one that was written anew in its place', async () => {
    await open(list(names(3)));
    await page.getByText('job-1', { exact: true }).click();
    const detail = page.locator('.detail');
    await show(list(['new', ...names(3)]), 'new');
    assert.deepEqual(await detail.locator('.detail-title, .detail-value').allInnerTexts(), ['2', 'job-1']);
    await show(list(['new', 'job-0', 'written', 'job-2']), 'written');
    assert.deepEqual(await detail.locator('.detail-title, .detail-value').allInnerTexts(), ['2', 'written']);
  });

  it('is removed by Backspace on a Mac, and on no other keyboard', async () => {
    await open(list(names(3)));
    await press('Home', 'Backspace', 'ArrowDown');
    assert.deepEqual(await active(), ['job-1']);
    assert.deepEqual(edits, []);
    await page.context().close();
    await open(list(names(3)), MAC);
    await press('Home', 'Backspace');
    await eventually('it is sent', () => edits.length === 1);
  });
});
