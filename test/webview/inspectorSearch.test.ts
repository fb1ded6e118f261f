import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { InspectorContract } from '../../src/protocol/inspector';
import type { InspectorRow } from '../../src/protocol/inspectorRow';
import type { PartHandlers, ScoreRangeParams, SearchParams } from '../../src/protocol/inspectorParts';
import { openBrowser } from '../support/vscode/browser';
import { assertFits, assertNamed, eventually } from './support/checks';
import { bytes, inspectorHost, rows, view } from './support/inspectorHost';
import { openPanelPage, type PanelOptions, type PanelPage } from './support/panelPage';
import { THEMES, type ThemeName } from './support/themes';

const MEMBERS = 5_000_000;

describe('searching in the inspector', () => {
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

  const member = (text: string): InspectorRow => ({ value: bytes(text) });
  const open = async (
    kind: 'set' | 'list' | 'zset',
    parts: Partial<PartHandlers>,
    options?: PanelOptions,
  ): Promise<void> => {
    const content = { kind, rows: rows(200), next: `${kind}:200` } as const;
    const host = inspectorHost('big', view(kind, content, { length: MEMBERS }), undefined, parts);
    inspector = await openPanelPage(context, 'inspector', host.handlers, options);
    ({ page } = inspector);
    await page.locator('.content-row').first().waitFor();
  };

  const foot = () => page.locator('.body-foot [role="status"]').first().innerText();
  const go = () => page.locator('[data-action="searchAll"]');
  const says = (text: string) => eventually(text, async () => (await foot()).replaceAll('\u202f', ' ') === text, 3000);
  const shown = () => page.locator('.content-row .second').allInnerTexts();
  const write = (text: string) => page.locator('.filter-box input').fill(text);

  it('searches the whole key on the server, says how far it went, and goes on further each time', async () => {
    const asked: SearchParams[] = [];
    await open('set', {
      search: (params) => {
        asked.push(params);
        const looked = 10_000 * asked.length;
        return { rows: [member(`found ${String(asked.length)}`)], looked, total: MEMBERS, next: `c:${String(looked)}` };
      },
    });
    await write('found');
    await page.keyboard.press('Enter');
    await says('1 found · searched 10 000 of 5 000 000');
    assert.deepEqual(await shown(), ['found 1']);
    assert.deepEqual(asked, [{ kind: 'set', text: 'found' }]);
    await page.getByText('Search on').click();
    await says('11 found · searched 110 000 of 5 000 000');
    assert.deepEqual(asked[1], { kind: 'set', text: 'found', from: 'c:10000' });
    await inspector.screenshot('inspector-search-dark-wide');
    await page.locator('[data-action="clearSearch"]').click();
    await says('0 match in 1–200 of 5 000 000');
    await write('');
    await says('1–200 of 5 000 000');
  });

  it('can be stopped, and goes on where it stopped', async () => {
    let cancelled = false;
    const asked: SearchParams[] = [];
    await open('set', {
      search: async (params, signal) => {
        asked.push(params);
        if (asked.length !== 2) return { rows: [], looked: 10_000 * asked.length, total: MEMBERS, next: 'c:10000' };
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            cancelled = true;
            resolve();
          });
        });
        return null;
      },
    });
    await write('x');
    await go().click();
    await page.getByText('Search on').click();
    await page.locator('[data-action="searchAll"]', { hasText: 'Stop' }).click();
    await says('0 found · searched 10 000 of 5 000 000');
    await eventually('the host was told', () => cancelled, 2000);
    assert.equal(await page.locator('.banner').isVisible(), false);
    await page.getByText('Search on').click();
    await eventually('it goes on', () => asked.length >= 3 && asked[2]?.from === 'c:10000', 2000);
  });

  it('gives way to the loaded rows when one writes something else, and to what is wrong', async () => {
    let problem = false;
    await open('list', {
      search: ({ text, exact }) => {
        if (problem) throw Object.assign(new Error('The user may not run LPOS.'), { code: 'NO_PERMISSION' });
        return { rows: [{ index: 77, value: bytes(`${text} ${String(exact)}`) }], looked: MEMBERS, total: MEMBERS };
      },
    });
    await page.getByLabel('How elements match').selectOption('exact');
    await write('job');
    await go().click();
    await says('1 found in all 5 000 000');
    assert.deepEqual(await page.locator('.content-row').allInnerTexts(), ['77\njob true']);
    await write('player-19');
    await says('11 match in 1–200 of 5 000 000');
    problem = true;
    await go().click();
    await page.getByText('The user may not run LPOS.').waitFor();
  });

  it('shows a sorted set from the bottom and between scores, and reads it again when it changes', async () => {
    const asked: ScoreRangeParams[] = [];
    let total = 300;
    await open('zset', {
      scoreRange: (params) => {
        asked.push(params);
        return { rows: rows(Math.min(params.count, total - params.offset), params.offset), total };
      },
    });
    await page.getByLabel('Order').selectOption('lowest');
    await says('1–200 of 300 in this range');
    await page.locator('[data-action="more"]').click();
    await says('1–300 of 300 in this range');
    await page.getByLabel('Lowest score').fill('(5');
    await page.getByLabel('Lowest score').press('Enter');
    await eventually('the bound is asked for', () => asked.at(-1)?.min === '(5', 2000);
    assert.deepEqual(asked.at(-1), { order: 'lowest', min: '(5', max: '', offset: 0, count: 200 });
    total = 10;
    inspector.host.push('view', view('zset', { kind: 'zset', rows: rows(200, 5), next: 'zset:200' }));
    await says('1–10 of 10 in this range');
    await page.getByLabel('Lowest score').fill('');
    await page.getByLabel('Order').selectOption('highest');
    await eventually('the loaded rows', async () => (await foot()).startsWith('1–200'), 2000);
  });

  it('offers no search where everything is loaded', async () => {
    const host = inspectorHost('small', view('set', { kind: 'set', rows: rows(3) }, { length: 3 }));
    inspector = await openPanelPage(context, 'inspector', host.handlers);
    ({ page } = inspector);
    await page.locator('.content-row').first().waitFor();
    assert.equal(await go().isVisible(), false);
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`fits and has names: ${theme}`, async () => {
      await open('zset', { scoreRange: () => ({ rows: rows(3), total: 3 }) }, { theme });
      await page.getByLabel('Order').selectOption('lowest');
      await says('1–3 of 3 in this range');
      for (const width of [320, 700, 1200]) {
        await page.setViewportSize({ width, height: 700 });
        await assertFits(page, `${String(width)} px`);
      }
      await assertNamed(page);
      await inspector.screenshot(`inspector-range-${theme}-wide`);
    });
  }
});
