import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { InspectorContent, InspectorContract, InspectorView } from '../../src/protocol/inspector';
import { openBrowser } from '../support/vscode/browser';
import { assertFits, assertNamed, eventually } from './support/checks';
import { bytes, header, inspectorHost, rows, view } from './support/inspectorHost';
import { openPanelPage, type PanelOptions, type PanelPage } from './support/panelPage';
import { THEMES, type ThemeName } from './support/themes';

const NAME = 'redis-patterns:leaderboard:{8f3a}:board:all';

describe('the inspector', () => {
  let browser: Browser;
  let context: BrowserContext;
  let inspector: PanelPage<InspectorContract>;
  let page: Page;
  let asked: [string, unknown][];

  const open = async (
    shown: InspectorView,
    more?: (next: string) => InspectorContent,
    options?: PanelOptions,
  ): Promise<void> => {
    const host = inspectorHost(NAME, shown, more);
    ({ asked } = host);
    inspector = await openPanelPage(context, 'inspector', host.handlers, options);
    ({ page } = inspector);
    await page.locator('.inspector').waitFor();
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

  it('counts the time to live down by the host’s clock, however far that is from the page’s', async () => {
    const hostAheadMs = -3_600_000;
    const shown = view('zset', { kind: 'zset', rows: rows(3) }, { length: 3, ttlMs: 90_900 });
    const info = { ...(shown.kind === 'value' ? shown.info : assert.fail()), readAt: Date.now() + hostAheadMs };
    await open({ ...shown, info } as InspectorView, undefined, { hostAheadMs });
    assert.match(await page.locator('.ttl-text').innerText(), /^Expires in 1 min (2\d|30|31) s$/);
  });

  it('names the key, its type and what is known of it; its time to live ticks', async () => {
    await open(view('zset', { kind: 'zset', rows: rows(3) }, { length: 3, ttlMs: 90_900 }));
    assert.equal(await page.locator('.name').innerText(), NAME);
    assert.equal(await page.locator('.badge').innerText(), 'sorted set');
    assert.match(
      await page.locator('.facts').innerText(),
      /^listpack · 3\.1 kB of memory · 3 members · idle 4 s · read at/,
    );
    const ttl = page.locator('.ttl-text');
    const first = await ttl.innerText();
    assert.match(first, /^Expires in 1 min [0-3]\d s$/);
    await eventually('it ticks', async () => (await ttl.innerText()) !== first, 2000);
    await page.locator('[data-action="copyName"]').click();
    await eventually('it is copied', () => asked.length === 1, 2000);
    assert.deepEqual(asked, [['copyName', null]]);
  });

  it('says of a key that was used in this second that it was, not for how many milliseconds it was not', async () => {
    const shown = view('zset', { kind: 'zset', rows: rows(3) }, { length: 3 });
    const info = { ...(shown.kind === 'value' ? shown.info : assert.fail()), idle: 0 };
    await open({ ...shown, info } as InspectorView);
    assert.match(await page.locator('.facts').innerText(), /3 members · just used · read at/);
  });

  it('keeps 100 000 rows with fewer than 100 in the page, and reaches the last by keyboard', async () => {
    await open(view('zset', { kind: 'zset', rows: rows(100_000) }, { length: 100_000 }));
    const count = () => page.locator('.content-row').count();
    await eventually('rows are painted', async () => (await count()) > 5);
    assert.ok((await count()) < 100, String(await count()));
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await page.getByText('player-99999', { exact: true }).waitFor();
    await page.keyboard.press('ArrowUp');
    const active = await page.getByRole('grid').getAttribute('aria-activedescendant');
    assert.match(await page.locator(`[id="${active ?? ''}"]`).innerText(), /player-99998/);
    assert.ok((await count()) < 100);
  });

  it('says what is shown, loads more and filters what is loaded', async () => {
    const pages: Readonly<Record<string, InspectorContent>> = { second: { kind: 'zset', rows: rows(150, 200) } };
    await open(
      view('zset', { kind: 'zset', rows: rows(200), next: 'second' }, { length: 350 }),
      (next) => pages[next]!,
    );
    const foot = page.locator('.body-foot [role="status"]').first();
    assert.equal(await foot.innerText(), '1–200 of 350');
    await page.locator('[data-action="more"]').click();
    await eventually('more is there', async () => (await foot.innerText()) === '1–350 of 350', 2000);
    await page.locator('[data-action="more"]').waitFor({ state: 'hidden' });
    await page.locator('.filter-box input').fill('player-34');
    assert.equal(await foot.innerText(), '11 match in 1–350 of 350');
  });

  it('shows JSON set out, digits unchanged, and bytes in hexadecimal', async () => {
    const text = '{"id":12345678901234567890,"tags":["a","b"],"none":{}}';
    await open(view('string', { kind: 'string', value: bytes(text), total: text.length, forms: ['json', 'text'] }));
    const value = page.locator('.string-value');
    assert.equal(
      await value.textContent(),
      '{\n  "id": 12345678901234567890,\n  "tags": [\n    "a",\n    "b"\n  ],\n  "none": {}\n}',
    );
    await inspector.screenshot('inspector-json-dark-wide');
    await page.locator('[data-action="asHex"]').click();
    assert.match((await value.textContent()) ?? '', /^00000000 {2}7b 22 69 64 22 3a 31 32 .* {2}\{"id":1234567890\n/);
    await inspector.reload();
    await page.locator('[data-action="asHex"][aria-pressed="true"]').waitFor();
  });

  it('keeps what the key last held when it is gone, and says since when', async () => {
    await open(view('zset', { kind: 'zset', rows: rows(3) }, { length: 3, ttlMs: 500 }));
    inspector.host.push('view', { kind: 'gone', reason: 'expired', at: Date.now() - 3000 });
    await page.locator('.banner').waitFor();
    assert.match(await page.locator('.banner').innerText(), /This key has expired\..*Expired [34] s ago\./s);
    await eventually('its rows are kept', async () => (await page.locator('.content-row').count()) === 3);
    assert.match((await page.locator('.body').getAttribute('class')) ?? '', /stale/);
    await inspector.screenshot('inspector-gone-dark-wide');
    inspector.host.push('view', view('zset', { kind: 'zset', rows: rows(4) }, { length: 4 }));
    await page.locator('.banner').waitFor({ state: 'hidden' });
    await eventually('it has a row more', async () => (await page.locator('.content-row').count()) === 4);
  });

  it('says that there is no key of a name, and does not call it deleted', async () => {
    await open({ kind: 'gone', reason: 'missing', at: Date.now() });
    await page.locator('.banner').waitFor();
    assert.match(await page.locator('.banner').innerText(), /^There is no key of this name\./);
    assert.doesNotMatch(await page.locator('body').innerText(), /deleted|last held/);
    assert.equal(await page.locator('.edit-bar').isVisible(), false);
    inspector.host.push('view', view('zset', { kind: 'zset', rows: rows(4) }, { length: 4 }));
    await page.locator('.banner').waitFor({ state: 'hidden' });
  });

  it('follows a key that became another type', async () => {
    await open(view('zset', { kind: 'zset', rows: rows(3) }));
    inspector.host.push('view', view('string', { kind: 'string', value: bytes('plain'), total: 5 }));
    await page.locator('.string-value', { hasText: 'plain' }).waitFor();
    assert.equal(await page.locator('.badge').innerText(), 'string');
    assert.equal(await page.locator('.rows').isVisible(), false);
  });

  it('shows a problem, and a lost connection with the way back', async () => {
    await open({ kind: 'problem', code: 'NO_PERMISSION', message: 'This user may not read it.' });
    assert.match(await page.locator('.banner').innerText(), /This user may not read it\./);
    await page.locator('[data-action="readAgain"]').click();
    const lost = header(NAME);
    inspector.host.push('header', {
      ...lost,
      connection: { ...lost.connection, state: 'failed', problem: 'Nothing listens there.' },
    });
    await page.getByText('Nothing listens there.').waitFor();
    await page.locator('[data-action="reconnect"]').click();
    await eventually('both are asked', () => asked.length === 2, 2000);
    assert.deepEqual(asked, [
      ['refresh', null],
      ['reconnect', null],
    ]);
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`fits and has names: ${theme}`, async () => {
      await open(
        view('zset', { kind: 'zset', rows: rows(200), next: 'x' }, { length: 5_000_000, ttlMs: 3_500_000 }),
        undefined,
        { theme },
      );
      for (const [size, width] of [
        ['wide', 1200],
        ['narrow', 320],
      ] as const) {
        await page.setViewportSize({ width, height: 600 });
        await assertFits(page, size);
        await assertNamed(page);
        await inspector.screenshot(`inspector-${theme}-${size}`);
      }
      assert.deepEqual(inspector.errors, []);
    });
  }
});
