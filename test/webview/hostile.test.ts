import assert from 'node:assert/strict';
import type { Browser, BrowserContext } from 'playwright-core';
import type { InspectorContract } from '../../src/protocol/inspector';
import type { LabContract } from '../../src/protocol/lab';
import { openBrowser } from '../support/vscode/browser';
import { assertFits } from './support/checks';
import { inspectorHost, valueOf } from './support/inspectorHost';
import { connection, halfway, key, labHost, type LabLoad, live, pattern, trace } from './support/labHost';
import { openPanelPage, type PanelPage } from './support/panelPage';

// Names, values and replies are written by others: whatever they hold is painted as text and breaks nothing.

const HOSTILE: Readonly<Record<string, string>> = {
  markup: '</script><img src=x onerror="window.owned=1"><script>window.owned=1</script>',
  template: '${window.owned=1}{{constructor.constructor("window.owned=1")()}}',
  'right to left override': 'user\u202egnp.exe',
  'terminal escapes': '\u001b[31mred\u001b[0m\u0007\u0000',
  'lines and marks': 'a\nb\r\n\u2028c\ufeff\u0300\u0301',
  'no spaces': 'x'.repeat(64 * 1024),
  emoji: '👩‍👩‍👧‍👦'.repeat(200),
};

describe('hostile text', () => {
  let browser: Browser;
  let context: BrowserContext;
  let panel: PanelPage<LabContract> | PanelPage<InspectorContract>;

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  afterEach(async () => {
    await panel.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  const assertInert = async (where: string): Promise<void> => {
    const { page, errors } = panel;
    assert.equal(await page.evaluate(() => 'owned' in window), false, `${where} ran`);
    assert.equal(await page.locator('img, script:not([nonce])').count(), 0, `${where} became markup`);
    const raw = await page.evaluate(() => /[^\P{Cc}\n\t]|[\u202e\u2028]/u.test(document.body.innerText));
    assert.equal(raw, false, `${where} is painted with hidden characters`);
    for (const width of [320, 700, 1200]) {
      await page.setViewportSize({ width, height: 700 });
      await assertFits(page, `${where} at ${String(width)} px`);
    }
    assert.deepEqual(errors, []);
  };

  for (const [title, text] of Object.entries(HOSTILE)) {
    it(`is inert in the lab: ${title}`, async () => {
      panel = await openPanelPage(context, 'lab', labHost(() => hostileLab(text)).handlers);
      await panel.page.locator('.ranking-row').first().waitFor();
      for (const tab of ['keys', 'trace', 'code', 'lesson', 'keys']) {
        await panel.page.locator(`[data-tab="${tab}"]`).click();
        await assertInert(`${title}, ${tab}`);
      }
    });

    it(`is inert in the inspector: ${title}`, async () => {
      panel = await openPanelPage(context, 'inspector', inspectorHost(text, valueOf(text, 'hash')).handlers);
      await panel.page.locator('.content-row').first().waitFor();
      await assertInert(title);
      panel.host.push('view', valueOf(text, 'string'));
      await panel.page.locator('.string-value').waitFor();
      await assertInert(`${title} as a string`);
    });
  }
});

function hostileLab(text: string): LabLoad {
  const now = Date.now();
  const shown = live(now);
  const source = { command: text, at: now };
  return {
    pattern,
    connection: { ...connection, name: text, address: text, environment: 'production' },
    state: { ...halfway, notice: text.slice(0, 500), problem: { code: 'SERVER_ERROR', message: text.slice(0, 2000) } },
    trace: trace(now).map((entry) => ({ ...entry, command: text, reply: text })),
    live: {
      ...shown,
      keys: [key(text, 'hash', now, 1, 5000)],
      blocks: [
        {
          kind: 'ranking',
          title: 'Board',
          source,
          rows: [
            { id: text, label: text, rank: 1, value: 1e21 },
            { id: 'b', label: 'b', rank: 2, value: -1 },
          ],
        },
        {
          kind: 'figures',
          title: 'Figures',
          figures: [{ label: text.slice(0, 2000), value: text.slice(0, 2000), source }],
        },
        {
          kind: 'table',
          title: 'Table',
          columns: [{ title: 'a', align: 'start' }],
          rows: [[text.slice(0, 2000)]],
          source,
        },
        { kind: 'note', text: text.slice(0, 2000) },
      ],
    },
  };
}
