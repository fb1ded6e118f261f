import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { InspectorContract, InspectorOpening, InspectorView } from '../../src/protocol/inspector';
import type { InspectorDraft } from '../../src/protocol/inspectorDraft';
import { openBrowser } from '../support/vscode/browser';
import { eventually } from './support/checks';
import { bytes, header, inspectorHost, opening, rows, valueOf, view } from './support/inspectorHost';
import { openPanelPage, type PanelPage } from './support/panelPage';

// VS Code throws a page away when its tab is hidden, and makes a new one when it is shown: nothing may be lost by that.

const HASH = view('hash', { kind: 'hash', rows: [{ name: bytes('total'), value: bytes('12') }] }, { length: 1 });

describe('what an inspector keeps while it is hidden', () => {
  let browser: Browser;
  let context: BrowserContext;
  let inspector: PanelPage<InspectorContract>;
  let page: Page;
  /** As the host has it. */
  let kept: InspectorOpening;
  let sent: unknown[];

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  afterEach(async () => {
    assert.deepEqual(inspector.errors, []);
    await inspector.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  async function open(shown: InspectorView): Promise<void> {
    const { handlers, asked } = inspectorHost('cart:{7}', shown, () => ({ kind: 'zset', rows: rows(200, 200) }));
    sent = asked;
    kept = opening(header('cart:{7}'), shown);
    inspector = await openPanelPage(context, 'inspector', {
      ...handlers,
      load: () => kept,
      keepDraft: ({ draft }) => {
        kept = { ...kept, draft };
        return null;
      },
      edit: (params) => {
        sent.push(['edit', params]);
        kept = { ...kept, undos: [...kept.undos, { id: '1', label: 'Change the value' }] };
        return { kind: 'done', undos: kept.undos };
      },
      undo: (params) => {
        sent.push(['undo', params]);
        kept = { ...kept, undos: [] };
        return { kind: 'done', undos: [] };
      },
    });
    ({ page } = inspector);
    await page.locator('.badge').first().waitFor();
  }

  const press = (action: string) => page.locator(`[data-action="${action}"]`).click();
  const box = () => page.locator('.edit-field textarea');

  it('offers to undo what was done on an earlier page', async () => {
    await open(valueOf('old', 'string'));
    await press('editValue');
    await box().fill('new');
    await press('saveEdit');
    await page.locator('.edit-pane').waitFor({ state: 'hidden' });
    await inspector.reload();
    await page.locator('[data-action="undoEdit"][title="Undo: Change the value"]').waitFor();
    assert.equal(await page.locator('.edit-pane').isVisible(), false);
    await press('undoEdit');
    await eventually('it is taken back', () => sent.length === 2);
    assert.deepEqual(sent[1], ['undo', { id: '1' }]);
    await page.locator('[data-action="undoEdit"]').waitFor({ state: 'hidden' });
  });

  it('goes on with what was half written, and with what was seen when that began', async () => {
    await open(HASH);
    await page.getByText('total', { exact: true }).click();
    await press('editRow');
    await box().last().fill('half');
    await page.getByLabel('Value written as').selectOption('hex');
    await eventually('it is kept', () => fieldOf(kept.draft) === '68 61 6c 66');
    assert.equal(JSON.stringify(await inspector.state()).includes('half'), false);
    const theirs = view('hash', { kind: 'hash', rows: [{ name: bytes('total'), value: bytes('13') }] }, { length: 1 });
    kept = { ...kept, view: theirs };
    await inspector.reload();
    await box().last().waitFor();
    assert.equal(await box().last().inputValue(), '68 61 6c 66');
    await page.getByText('Paused while editing · changed elsewhere').waitFor();
    await press('saveEdit');
    await eventually('it is sent', () => sent.length === 1);
    const edit = { kind: 'hash.set', field: bytes('total'), seen: bytes('12'), value: bytes('half') };
    assert.deepEqual(sent[0], ['edit', { edit }]);
    await eventually('it is let go', () => kept.draft === null);
  });

  const FORMS: readonly (readonly [title: string, shown: InspectorView, open: () => Promise<void>])[] = [
    ['Add a field', HASH, () => press('addRow')],
    ['Rename the key', HASH, () => press('renameKey')],
    [
      'Set the time to live',
      HASH,
      async () => {
        await page.getByLabel('Time to live', { exact: true }).selectOption('custom');
      },
    ],
    ['Edit the value', valueOf('text', 'string'), () => press('editValue')],
    ['Add an entry', view('stream', { kind: 'stream', entries: [] }, { length: 0 }), () => press('addRow')],
  ];
  for (const [title, shown, openForm] of FORMS) {
    it(`makes the form again: ${title}`, async () => {
      await open(shown);
      await openForm();
      await box().last().fill('1234');
      await eventually('it is kept', () => fieldOf(kept.draft) === '1234');
      await inspector.reload();
      await page.locator('.edit-title', { hasText: title }).waitFor();
      assert.equal(await box().last().inputValue(), '1234');
      await press('cancelEdit');
      await eventually('it is let go', () => kept.draft === null);
      await inspector.reload();
      await page.locator('.badge').first().waitFor();
      assert.equal(await page.locator('.edit-pane').isVisible(), false);
    });
  }

  it('keeps what is being written when something else is changed meanwhile', async () => {
    await open(HASH);
    await press('addRow');
    await box().last().fill('half');
    await page.getByLabel('Time to live', { exact: true }).selectOption('3600');
    await eventually('it is sent', () => sent.length === 1);
    await page.locator('[data-action="undoEdit"]').waitFor();
    assert.equal(await box().last().inputValue(), 'half');
  });

  it('loads as many rows again, and is where it was', async () => {
    await open(view('zset', { kind: 'zset', rows: rows(200), next: 'second' }, { length: 400 }));
    await press('more');
    const foot = page.locator('.body-foot [role="status"]').first();
    await eventually('two pages are there', async () => (await foot.innerText()) === '1–400 of 400');
    const list = page.locator('.virtual-list');
    await list.evaluate((element) => {
      element.scrollTop = 7000;
    });
    await page.getByText('player-300', { exact: true }).waitFor();
    await inspector.reload();
    await page.getByText('player-300', { exact: true }).waitFor();
    assert.equal(await list.evaluate((element) => element.scrollTop), 7000);
    assert.equal(await foot.innerText(), '1–400 of 400');
  });

  it('has nothing of a key that the panel showed before', async () => {
    await open(HASH);
    const keep = (patternId: string) =>
      page.evaluate((id) => {
        sessionStorage.setItem('state', JSON.stringify({ patternId: id, kept: { filter: 'tot', scrolled: {} } }));
      }, patternId);
    const filter = () => page.locator('.filter-box').evaluate((box) => (box as HTMLInputElement).value);
    // The test's page says that it is about this.
    await keep('leaderboard');
    await inspector.reload();
    await eventually('it is kept', async () => (await filter()) === 'tot');
    await keep('another');
    await inspector.reload();
    await page.locator('.filter-box').waitFor();
    assert.equal(await filter(), '');
  });

  it('says whether it follows, tells the serializer, and is kept or let go by a button', async () => {
    await open(HASH);
    kept = { ...kept, pinned: false };
    await inspector.reload();
    await press('keepOpen');
    await eventually('the host is asked', () => sent.length === 1);
    assert.deepEqual(sent[0], ['pin', { pinned: true }]);
    assert.equal(((await inspector.state()) as { pinned: unknown }).pinned, false);
    inspector.host.push('pinned', true);
    await page.locator('[data-action="follow"]').waitFor();
    assert.equal(((await inspector.state()) as { pinned: unknown }).pinned, true);
    await press('follow');
    await eventually('the host is asked', () => sent.length === 2);
    assert.deepEqual(sent[1], ['pin', { pinned: false }]);
    await press('addRow');
    await page.locator('[data-action="follow"]').waitFor({ state: 'hidden' });
  });
});

function fieldOf(draft: InspectorDraft | null): string | undefined {
  return Object.values(draft?.fields ?? {}).at(-1)?.text;
}
