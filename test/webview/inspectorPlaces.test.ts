import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { InspectorContract, InspectorSeries, InspectorView } from '../../src/protocol/inspector';
import type { PartHandlers } from '../../src/protocol/inspectorParts';
import { openBrowser } from '../support/vscode/browser';
import { assertFits, assertNamed, eventually } from './support/checks';
import { bytes, inspectorHost, view } from './support/inspectorHost';
import { openPanelPage, type PanelOptions, type PanelPage } from './support/panelPage';
import { THEMES, type ThemeName } from './support/themes';

const START = Date.UTC(2026, 10, 23, 7);
const series: InspectorSeries = {
  kind: 'series',
  facts: [{ name: 'retentionTime', value: '0' }],
  samples: Array.from({ length: 1000 }, (_, at) => ({
    time: START + at * 1000,
    value: at === 999 ? '6.666666666666666E-1' : String(20 + 5 * Math.sin(at / 60)),
  })),
};
const places = view('zset', {
  kind: 'zset',
  rows: Array.from({ length: 60 }, (_, at) => ({
    ...{ index: at, score: String(3_479_099_956_230_698 + at), value: bytes(`place-${String(at)}`) },
  })),
});
const parts: Partial<PartHandlers> = {
  seriesOverview: () => ({ stretchMs: 60_000, samples: series.samples.slice(0, 10) }),
  geoPositions: ({ members }) =>
    members.map((_member, at) =>
      at === 59
        ? null
        : {
            longitude: String(13.361389338970184 + Math.cos(at) / 100),
            latitude: String(38.1155 + Math.sin(at) / 100),
          },
    ),
};

describe('series, positions and expiring fields in the inspector', () => {
  let browser: Browser;
  let context: BrowserContext;
  let inspector: PanelPage<InspectorContract>;
  let page: Page;

  const open = async (shown: InspectorView, options?: PanelOptions): Promise<void> => {
    inspector = await openPanelPage(
      context,
      'inspector',
      inspectorHost('k', shown, undefined, parts).handlers,
      options,
    );
    ({ page } = inspector);
    await page.locator('.content-row').first().waitFor();
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

  it('draws a time series and says it in words; all of it when asked', async () => {
    await open(view('TSDB-TYPE', series, { length: 5000 }));
    const words = page.locator('.series-words');
    assert.match(
      (await words.innerText()).replace(/\s/g, ' '),
      /^Last 1 000 of 5 000 samples · lowest .* · last 6\.666666666666666E-1$/,
    );
    assert.equal(await page.locator('.chart canvas').count(), 1);
    assert.match(
      await page.locator('.content-row').first().innerText(),
      /2026-11-23 \d\d:16:39\.000\s+6\.666666666666666E-1/,
    );
    await page.locator('[data-action="allSamples"]').click();
    await eventually('averages', async () => (await words.innerText()).startsWith('Averages of 1 min each'), 2000);
    assert.equal(await page.getByRole('grid').getAttribute('aria-rowcount'), '10');
    await page.locator('[data-tab="facts"]').click();
    await page.getByText('retentionTime').waitFor();
  });

  it('offers positions where scores may be geohashes, and only there', async () => {
    await open(places);
    await page.locator('[data-action="asPositions"]').click();
    await page
      .getByText('60 positions', { exact: false })
      .or(page.getByText('59 positions', { exact: false }))
      .waitFor();
    assert.match(
      await page.locator('.body-foot .series-words').innerText(),
      /^59 positions from 13\.3514° to 13\.3714° longitude/,
    );
    assert.match(
      await page.locator('.content-row.columns-positions').first().innerText(),
      /place-0\s+13\.371389\d+\s+38\.1155/,
    );
    await page.locator('.content-row.columns-positions').first().click();
    await inspector.screenshot('inspector-positions-dark-wide');
    const marked = await page.locator('.scatter canvas').evaluate((canvas: HTMLCanvasElement) => {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return Array.from(pixels).some((value) => value > 0);
    });
    assert.ok(marked, 'nothing is drawn');
    const rows = [{ index: 0, score: '1795418263567', value: bytes('a time') }];
    inspector.host.push('view', view('zset', { kind: 'zset', rows }));
    await page.getByText('a time', { exact: true }).waitFor();
    assert.equal(await page.locator('[data-action="asPositions"]').isVisible(), false);
  });

  it('counts down the fields of a hash that expire', async () => {
    const rows = [
      { name: bytes('ends'), value: bytes('1'), expiresAt: Date.now() + 59_900 },
      { name: bytes('stays'), value: bytes('2') },
    ];
    await open(view('hash', { kind: 'hash', rows }));
    const cell = page.locator('.content-row .expiry').first();
    const first = await cell.innerText();
    assert.match(first, /^5\d s$/);
    assert.equal(await page.locator('.content-row .expiry').nth(1).innerText(), '');
    await eventually('it ticks', async () => (await cell.innerText()) !== first, 3000);
    await page.setViewportSize({ width: 300, height: 600 });
    await assertFits(page, 'with expiry');
    await inspector.screenshot('inspector-expiry-dark-300');
    inspector.host.push('view', view('hash', { kind: 'hash', rows: rows.slice(1) }));
    await eventually('the column goes', async () => !(await cell.isVisible()), 2000);
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`fits and has names: ${theme}`, async () => {
      await open(view('TSDB-TYPE', series, { length: 5000 }), { theme });
      for (const width of [1000, 300]) {
        await page.setViewportSize({ width, height: 600 });
        await assertFits(page, `series ${String(width)}`);
        await assertNamed(page);
        await inspector.screenshot(`inspector-series-${theme}-${String(width)}`);
      }
      inspector.host.push('view', places);
      await page.locator('[data-action="asPositions"]').click();
      await page.locator('.content-row.columns-positions').first().waitFor();
      await assertFits(page, 'positions 300');
      await assertNamed(page);
      await inspector.screenshot(`inspector-positions-${theme}-300`);
      assert.deepEqual(inspector.errors, []);
    });
  }
});
