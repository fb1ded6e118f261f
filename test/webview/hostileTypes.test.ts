import type { Browser, BrowserContext } from 'playwright-core';
import type { InspectorContent, InspectorContract } from '../../src/protocol/inspector';
import type { PartHandlers } from '../../src/protocol/inspectorParts';
import { openBrowser } from '../support/vscode/browser';
import { assertPanelInert, HOSTILE } from './support/hostile';
import { bytes, inspectorHost, view } from './support/inspectorHost';
import { openPanelPage, type PanelPage } from './support/panelPage';

describe('hostile text in the viewers of streams, documents and module types', () => {
  let browser: Browser;
  let context: BrowserContext;
  let panel: PanelPage<InspectorContract>;

  const open = async (text: string, content: InspectorContent): Promise<void> => {
    const host = inspectorHost(text, view('type', content), undefined, partsOf(text));
    panel = await openPanelPage(context, 'inspector', host.handlers);
    await panel.page.locator('.body > *').first().waitFor();
  };

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  afterEach(async () => {
    await panel.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  for (const [title, text] of Object.entries(HOSTILE)) {
    it(`is inert in a stream: ${title}`, async () => {
      await open(text, streamOf(text));
      await panel.page.locator('.content-row.stream-row').first().click();
      await assertPanelInert(panel, `${title}, entries`);
      await panel.page.locator('[data-tab="groups"]').click();
      await panel.page.locator('.content-row.columns-groups').first().click();
      await panel.page.locator('.content-row.columns-consumers').first().waitFor();
      await assertPanelInert(panel, `${title}, consumers`);
      await panel.page.locator('[data-action="pending"]').click();
      await panel.page.locator('.content-row.columns-pending').first().waitFor();
      await assertPanelInert(panel, `${title}, pending`);
    });

    it(`is inert in a document: ${title}`, async () => {
      await open(text, documentOf(text));
      await panel.page.locator('.json-row').nth(1).click();
      await panel.page.locator('.json-value').waitFor();
      await assertPanelInert(panel, `${title}, tree`);
      await panel.page.locator('[data-action="asText"]').click();
      await assertPanelInert(panel, `${title}, text`);
      await panel.page.locator('.filter-box input').fill('$.x');
      await panel.page.locator('.filter-box input').press('Enter');
      await panel.page.locator('.content-row.columns-matches').first().waitFor();
      await assertPanelInert(panel, `${title}, matches`);
    });

    it(`is inert in facts, a time series and positions: ${title}`, async () => {
      const facts = [{ name: text, value: text }];
      await open(text, { kind: 'facts', type: 'TopK-TYPE', facts, items: [{ value: bytes(text), note: text }] });
      await assertPanelInert(panel, `${title}, facts`);
      panel.host.push('view', view('type', { kind: 'other', type: text }));
      await panel.page.getByText('There is no view for values', { exact: false }).waitFor();
      await assertPanelInert(panel, `${title}, other`);
      panel.host.push('view', view('TSDB-TYPE', { kind: 'series', facts, samples: [{ time: 8, value: text }] }));
      await panel.page.locator('.content-row.columns-samples').first().waitFor();
      await assertPanelInert(panel, `${title}, samples`);
      await panel.page.locator('[data-tab="facts"]').click();
      await assertPanelInert(panel, `${title}, facts of a series`);
      const rows = [{ index: 0, score: '3479099956230698', value: bytes(text) }];
      panel.host.push('view', view('zset', { kind: 'zset', rows }));
      await panel.page.locator('[data-action="asPositions"]').click();
      await panel.page.locator('.content-row.columns-positions').first().waitFor();
      await assertPanelInert(panel, `${title}, positions`);
    });
  }
});

function partsOf(text: string): Partial<PartHandlers> {
  return {
    streamConsumers: () => [{ name: bytes(text), pending: 1, idle: 1 }],
    streamPending: () => ({ rows: [{ id: '1-0', consumer: bytes(text), idle: 1, deliveries: 1 }] }),
    jsonMatches: () => ({ count: 1, memory: 10, text: JSON.stringify([text]) }),
    geoPositions: () => [{ longitude: text, latitude: text }],
  };
}

function streamOf(text: string): InspectorContent {
  return {
    kind: 'stream',
    entries: [{ id: '1-0', fields: [{ name: bytes(text), value: bytes(text) }] }],
    groups: [{ name: bytes(text), consumers: 1, pending: 1, lastId: '1-0', lag: 0 }],
  };
}

function documentOf(text: string): InspectorContent {
  const node = { path: `$["${text}"]`, name: text, type: 'string', size: text.length, value: JSON.stringify(text) };
  return {
    kind: 'json',
    root: { path: '$', name: '', type: 'object', size: 1 },
    children: { rows: [node], total: 1 },
    text: JSON.stringify({ [text]: text }),
  };
}
