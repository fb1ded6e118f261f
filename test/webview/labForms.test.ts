import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { LabContract, LabState } from '../../src/protocol/lab';
import { openBrowser } from '../support/vscode/browser';
import { eventually } from './support/checks';
import { forms, searching } from './support/labForms';
import { connection, fresh, labHost } from './support/labHost';
import { openPanelPage, type PanelPage } from './support/panelPage';

const scaffolded: LabState = {
  ...fresh,
  ...{ scaffolded: true, parameters: { ...fresh.parameters, query: 'lap' } },
};

describe('the forms of the live view', () => {
  let browser: Browser;
  let context: BrowserContext;
  let lab: PanelPage<LabContract>;
  let page: Page;
  let asked: [string, unknown][];
  const now = Date.now();

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  beforeEach(async () => {
    const load = { pattern: searching, connection, state: scaffolded, trace: [], live: forms(now) };
    const host = labHost(() => load);
    ({ asked } = host);
    lab = await openPanelPage(context, 'lab', host.handlers);
    ({ page } = lab);
    await page.locator('.lab').waitFor();
  });

  afterEach(async () => {
    assert.deepEqual(lab.errors, []);
    await lab.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  it('draws charts, each with its values in words', async () => {
    assert.equal(await page.locator('.chart canvas').count(), 2);
    const painted = await page.locator('.chart canvas').evaluateAll((all) =>
      all.map((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
        return pixels.some((value) => value !== 0);
      }),
    );
    assert.deepEqual(painted, [true, true]);
    const words = await page.getByText(/^Chart of 60 points/).allTextContents();
    assert.match(words[0] ?? '', /Views: last 22, highest 22/);
    assert.match(words[1] ?? '', /web-1: last .*web-2: last /);
  });

  it('moves a chart and keeps its canvas when values change', async () => {
    await page
      .locator('.chart canvas')
      .first()
      .evaluate((canvas) => canvas.setAttribute('data-kept', 'yes'));
    const next = forms(now + 1000);
    lab.host.push('live', next);
    await eventually('the canvas is kept', async () => (await page.locator('.chart canvas[data-kept]').count()) === 1);
  });

  it('shows parts that fill the bar as they add up to the whole', async () => {
    const widths = await page
      .locator('.part')
      .evaluateAll((all) => all.map((part) => (part as HTMLElement).style.width));
    assert.deepEqual(widths, ['55%', '15%', '30%']);
    assert.match(await page.locator('.parts-list').innerText(), /Available\s*55\s*Held\s*15\s*Sold\s*30/);
  });

  it('shows documents with what is left of their lives, and flags the one that ends', async () => {
    const cards = page.locator('.card');
    assert.equal(await cards.count(), 2);
    assert.match(await cards.nth(0).locator('.card-head .life-text').innerText(), /^\d+ s$/);
    assert.equal(await cards.nth(0).locator('.card-head .life[data-ending]').count(), 0);
    assert.equal(await cards.nth(1).locator('.card-head .life[data-ending]').count(), 1);
    assert.equal(
      await cards.nth(0).locator('.card-field .life:visible').count(),
      1,
      'only the OTP has a life of its own',
    );
  });

  it('puts what was refused below the line of time and says how many', async () => {
    assert.equal(await page.locator('.timeline .mark.good').count(), 20);
    assert.equal(await page.locator('.timeline .mark.bad').count(), 10);
    const [good, bad] = await Promise.all(
      ['good', 'bad'].map((tone) => page.locator(`.timeline .mark.${tone}`).first().boundingBox()),
    );
    assert.ok(good && bad && good.y + good.height <= bad.y);
    await page.getByText('10 refused, 40 admitted').first().waitFor();
  });

  it('marks what was found, paints text as text, and searches for a suggestion that is chosen', async () => {
    assert.deepEqual(await page.locator('.hit mark').allTextContents(), ['Lap', 'lap']);
    assert.match(await page.locator('.hit-detail').innerText(), /A <b>light<\/b> laptop/);
    await page.locator('.suggestion').nth(1).click();
    assert.deepEqual(asked.at(-1), ['setParameter', { name: 'query', value: 'laptop stand' }]);
  });

  it('searches while one types and does not paint over what is typed', async () => {
    const box = page.locator('.search-box');
    assert.equal(await box.inputValue(), 'lap');
    await box.fill('laptop');
    await eventually('it is searched for', () =>
      asked.some(([method, params]) => method === 'setParameter' && (params as { value: string }).value === 'laptop'),
    );
    lab.host.push('state', scaffolded);
    await page.waitForTimeout(200);
    assert.equal(await box.inputValue(), 'laptop');
    assert.equal(await page.locator('.parameters [id="parameter-query"]').count(), 0, 'it is not in the form too');
  });

  it('starts traffic, changes its rate, pauses and stops it', async () => {
    const start = page.locator('.traffic vscode-button[data-action="live"]');
    await start.click();
    assert.deepEqual(asked.at(-1), ['live', { rate: 20 }]);
    const traffic = { rate: 20, paused: false, events: 60, outcomes: { Counted: 54, 'Sent again, not counted': 6 } };
    lab.host.push('state', { ...scaffolded, activity: { kind: 'live' }, live: traffic });
    await page.locator('.traffic').getByText('Sent again, not counted').waitFor();
    await page.locator('.traffic input[type="range"]').fill('60');
    assert.deepEqual(asked.at(-1), ['steerLive', { rate: 1000 }]);
    await page.locator('vscode-button[data-action="pauseLive"]').click();
    assert.deepEqual(asked.at(-1), ['steerLive', { paused: true }]);
    await start.click();
    assert.deepEqual(asked.at(-1), ['stop', null]);
  });

  it('compares with the usual way', async () => {
    await page.locator('[data-tab="compare"]').click();
    await page.getByText('SELECT COUNT(*) + 1').waitFor();
    assert.match(await page.locator('.compare table').innerText(), /Place of a player\s+O\(rank\)\s+O\(log N\)/);
  });
});
