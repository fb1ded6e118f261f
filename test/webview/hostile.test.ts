import type { Browser, BrowserContext } from 'playwright-core';
import type { InspectorContract } from '../../src/protocol/inspector';
import type { LabContract } from '../../src/protocol/lab';
import { openBrowser } from '../support/vscode/browser';
import { assertPanelInert, HOSTILE } from './support/hostile';
import { bytes, inspectorHost, valueOf } from './support/inspectorHost';
import { connection, halfway, key, labHost, type LabLoad, live, pattern, trace } from './support/labHost';
import { openPanelPage, type PanelPage } from './support/panelPage';

// Names, values and replies are written by others: whatever they hold is painted as text and breaks nothing.

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

  const assertInert = (where: string): Promise<void> => assertPanelInert(panel, where);

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
      const unpacked = { decodeString: () => ({ kind: 'bytes' as const, value: bytes(text) }) };
      const host = inspectorHost(text, valueOf(text, 'hash'), undefined, unpacked);
      panel = await openPanelPage(context, 'inspector', host.handlers);
      await panel.page.locator('.content-row').first().waitFor();
      await assertInert(title);
      panel.host.push('view', valueOf(text, 'string'));
      await panel.page.locator('.string-value').waitFor();
      await assertInert(`${title} as a string`);
      for (const form of ['JSON', 'Number', 'gzip']) {
        await panel.page.locator('.form-list select').selectOption({ label: form });
        await panel.page.locator('.string [aria-pressed="true"]', { hasText: form }).waitFor();
        await assertInert(`${title} as ${form}`);
      }
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
