import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { InspectorContent, InspectorContract } from '../../src/protocol/inspector';
import { openBrowser } from '../support/vscode/browser';
import { assertFits, assertNamed, eventually } from './support/checks';
import { bytes, inspectorHost, rows, view } from './support/inspectorHost';
import { openPanelPage, type PanelOptions, type PanelPage } from './support/panelPage';
import { THEMES, type ThemeName } from './support/themes';

const LINES = Array.from({ length: 500 }, (_, at) => (at % 100 === 7 ? `Needle ${String(at)}` : `line ${String(at)}`));
const DOCUMENT: InspectorContent = {
  ...{ kind: 'json', root: { path: '$', name: '', type: 'object', size: 302 }, text: '{"a":"needle","b":["needle"]}' },
  children: {
    rows: [
      ...Array.from({ length: 300 }, (_, at) => ({
        ...{ path: `$["f${String(at)}"]`, name: `f${String(at)}`, type: 'string' },
        value: at === 250 ? '"a Needle"' : '"x"',
      })),
      { path: '$["needles"]', name: 'needles', type: 'array', size: 2 },
    ],
    total: 301,
  },
};

describe('finding a text in the inspector', () => {
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

  const open = async (type: string, content: InspectorContent, options?: PanelOptions): Promise<void> => {
    const host = inspectorHost('some:key', view(type, content));
    inspector = await openPanelPage(context, 'inspector', host.handlers, options);
    ({ page } = inspector);
    await page.locator('.body > *').first().waitFor();
  };
  const string = (text: string): InspectorContent => ({ kind: 'string', value: bytes(text), total: text.length });
  const find = async (text: string): Promise<void> => {
    await page.keyboard.press('Control+f');
    await page.keyboard.type(text);
  };
  const says = (words: string) =>
    eventually(words, async () => (await page.locator('.find-bar [role="status"]').innerText()) === words, 3000);
  /** The texts that the browser marks under this name. */
  const marked = (name: string) =>
    page.evaluate((of) => [...(CSS.highlights.get(of) ?? [])].map((range) => markedText(range)), name);
  const prepare = () =>
    page.evaluate(() => {
      const markedText = ({ startContainer, startOffset }: StaticRange): string =>
        (startContainer.textContent ?? '').slice(startOffset).split('\n')[0] ?? '';
      Object.assign(globalThis, { markedText });
    });

  it('goes through a long string from match to match, of either case, and back round', async () => {
    await open('string', string(LINES.join('\n')));
    await prepare();
    await find('needle');
    await says('1 of 5');
    assert.equal((await marked('find')).length, 5);
    assert.deepEqual(await marked('find-current'), ['Needle 7']);
    const top = () => page.locator('.string-value').evaluate((element) => element.scrollTop);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await says('3 of 5');
    assert.deepEqual(await marked('find-current'), ['Needle 207']);
    assert.ok((await top()) > 1000, 'it is scrolled to');
    for (let back = 0; back < 3; back++) await page.keyboard.press('Shift+Enter');
    await says('5 of 5');
    await page.keyboard.press('Escape');
    assert.deepEqual([await marked('find'), await page.locator('.find-bar').isVisible()], [[], false]);
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'string-value');
  });

  it('follows a string that changes, takes every character as it is, and says how far it looked', async () => {
    await open('string', { ...string('a.c abc'), total: 100_000, next: '7' } as InspectorContent);
    await prepare();
    await find('a.c');
    await says('1 of 1 in the first 7 B');
    inspector.host.push('view', view('string', string('a.c a.c')));
    await says('1 of 2');
    await page.keyboard.press('Enter');
    inspector.host.push('view', view('string', string('abc a.c a.c')));
    await eventually('the second is still meant', async () => (await marked('find-current'))[0] === 'a.c', 3000);
    await says('2 of 2');
    inspector.host.push('view', view('string', string('gone')));
    await says('No match');
  });

  it('finds names and values in the tree of a document, also far below, and in its text', async () => {
    await open('ReJSON-RL', DOCUMENT);
    await prepare();
    await find('needle');
    await says('1 of 2 in what is open');
    const active = async () =>
      page
        .locator(`[id="${(await page.getByRole('treegrid').getAttribute('aria-activedescendant')) ?? ''}"]`)
        .innerText();
    assert.match(await active(), /^f250\s+"a Needle"/);
    await page.keyboard.press('Enter');
    await says('2 of 2 in what is open');
    assert.match(await active(), /^needles/);
    await page.locator('[data-action="asText"]').click();
    await says('2 of 2');
    assert.equal((await marked('find')).length, 2);
  });

  it('leads to the filter of rows, which the server can search beyond', async () => {
    await open('zset', { kind: 'zset', rows: rows(300) });
    await find('player-299');
    await eventually('one is left', async () => (await page.locator('.content-row').count()) === 1, 3000);
    assert.equal(await page.locator('.find-bar:visible').count(), 0);
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`is readable and fits in ${theme}, narrow`, async () => {
      await open('string', string(LINES.join('\n')), { theme, width: 500 });
      await find('needle');
      await says('1 of 5');
      await assertNamed(page);
      await assertFits(page, 'the panel');
      await inspector.screenshot(`inspector-find-${theme}-narrow`);
      assert.deepEqual(inspector.errors, []);
    });
  }
});

declare function markedText(range: StaticRange): string;
