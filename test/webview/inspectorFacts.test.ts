import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { InspectorContract, InspectorFacts, InspectorView } from '../../src/protocol/inspector';
import type { PartHandlers } from '../../src/protocol/inspectorParts';
import { openBrowser } from '../support/vscode/browser';
import { assertFits, assertNamed } from './support/checks';
import { bytes, header, inspectorHost, view } from './support/inspectorHost';
import { openPanelPage, type PanelOptions, type PanelPage } from './support/panelPage';
import { THEMES, type ThemeName } from './support/themes';

const TOP: InspectorFacts = {
  kind: 'facts',
  type: 'TopK-TYPE',
  facts: [
    { name: 'k', value: '3' },
    { name: 'decay', value: '0.9' },
  ],
  items: [
    { value: bytes('first item'), note: '12' },
    { value: bytes('x'.repeat(5000)), note: '1' },
  ],
};

describe('facts in the inspector', () => {
  let browser: Browser;
  let context: BrowserContext;
  let inspector: PanelPage<InspectorContract>;
  let page: Page;

  const open = async (
    shown: InspectorView,
    parts: Partial<PartHandlers> = {},
    options?: PanelOptions,
  ): Promise<void> => {
    const host = inspectorHost('top', shown, undefined, parts);
    inspector = await openPanelPage(context, 'inspector', host.handlers, options);
    ({ page } = inspector);
    await page.locator('.facts-card').waitFor();
  };

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  afterEach(async () => {
    await inspector.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  it('shows what a vector set tells, and some of its elements when asked', async () => {
    const facts = [{ name: 'vector-dim', value: '300' }];
    await open(view('vectorset', { kind: 'facts', type: 'vectorset', facts }), {
      vectorSample: () => [bytes('apple'), bytes('pear')],
      vectorNeighbours: ({ element }) =>
        element === bytes('pear').base64
          ? [
              { element: bytes('pear'), similarity: '1' },
              { element: bytes('quince'), similarity: '0.93' },
            ]
          : null,
    });
    assert.match(await page.locator('.facts-card').innerText(), /vector-dim\s+300/);
    await page.locator('[data-action="sample"]').click();
    await page.getByText('pear', { exact: true }).waitFor();
    inspector.host.push('view', view('vectorset', { kind: 'facts', type: 'vectorset', facts: [] }));
    await page.getByText('vector-dim').waitFor({ state: 'detached' });
    assert.equal(await page.getByText('apple', { exact: true }).count(), 1);
    await assertNamed(page);
    await page.locator('[data-action="nearest"]').nth(1).click();
    await page.getByText('Nearest to pear', { exact: true }).waitFor();
    assert.deepEqual(await page.locator('.item-table tbody tr').allInnerTexts(), [
      'pear\t1\tNearest',
      'quince\t0.93\tNearest',
    ]);
    await assertFits(page, 'the nearest elements');
    await inspector.screenshot('inspector-vectors-dark');
    await page.locator('[data-action="nearest"]').nth(1).click();
    await page.getByText('quince is not there any more.', { exact: true }).waitFor();
  });

  it('says on which connection it is, and what to keep in mind of it', async () => {
    await open(view('weird-mod', { kind: 'other', type: 'weird-mod' }));
    assert.match(await page.locator('.chip').innerText(), /^shop-dev\s+development\s+connected$/);
    const marks = ['TLS not verified', 'db1'];
    const connection = { name: 'shop', environment: 'production', state: 'ready', readOnly: true, marks } as const;
    inspector.host.push('header', { ...header('top'), connection });
    await page.locator('.chip', { hasText: 'TLS not verified' }).waitFor();
    assert.match(await page.locator('.chip').innerText(), /^shop\s+production\s+TLS not verified\s+db1\s+connected$/);
    assert.match((await page.locator('.chip').getAttribute('title')) ?? '', /production\nread-only\nTLS not verified/);
  });

  it('is honest about a type that nobody wrote a viewer for', async () => {
    await open(view('weird-mod', { kind: 'other', type: 'weird-mod' }));
    const text = await page.locator('.body').innerText();
    assert.match(text, /Type\s+weird-mod\s+Encoding\s+listpack\s+Memory\s+3\.1 kB/);
    assert.match(text, /There is no view for values of the type weird-mod/);
  });

  it('gives way to the viewer of another type', async () => {
    await open(view('TopK-TYPE', TOP));
    inspector.host.push('view', view('string', { kind: 'string', value: bytes('plain'), total: 5 }));
    await page.locator('.string-value', { hasText: 'plain' }).waitFor();
    assert.equal(await page.locator('.facts-card').count(), 0);
    inspector.host.push('view', view('TopK-TYPE', TOP));
    await page.getByRole('cell', { name: 'first item' }).waitFor();
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`fits and has names: ${theme}`, async () => {
      await open(view('TopK-TYPE', TOP), {}, { theme });
      for (const width of [900, 300]) {
        await page.setViewportSize({ width, height: 600 });
        await assertFits(page, String(width));
        await assertNamed(page);
        await inspector.screenshot(`inspector-facts-${theme}-${String(width)}`);
      }
      assert.deepEqual(inspector.errors, []);
    });
  }
});
