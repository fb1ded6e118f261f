import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { encodeBytes } from '../../src/protocol/bytes';
import type { InspectorContract, InspectorView } from '../../src/protocol/inspector';
import type { EditResult } from '../../src/protocol/inspectorEdits';
import { openBrowser } from '../support/vscode/browser';
import { assertFits, assertNamed, eventually } from './support/checks';
import { bytes, header, inspectorHost, opening, valueOf, view } from './support/inspectorHost';
import { openPanelPage, type PanelOptions, type PanelPage } from './support/panelPage';

const HASH = view('hash', { kind: 'hash', rows: [{ name: bytes('total'), value: bytes('12') }] }, { length: 1 });

describe('editing in the inspector', () => {
  let browser: Browser;
  let context: BrowserContext;
  let inspector: PanelPage<InspectorContract>;
  let page: Page;
  let sent: unknown[];
  let asked: [string, unknown][];
  let answers: (EditResult | Promise<EditResult>)[];

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

  async function open(shown: InspectorView, options?: PanelOptions, readOnly = false): Promise<void> {
    const { handlers, asked: recorded } = inspectorHost('cart:{7}', shown);
    asked = recorded;
    sent = [];
    answers = [];
    const answer = (params: unknown): EditResult | Promise<EditResult> => {
      sent.push(params);
      return answers.shift() ?? { kind: 'done', undos: [{ id: '1', label: 'Change the value' }] };
    };
    const plain = header('cart:{7}');
    const shownHeader = { ...plain, connection: { ...plain.connection, readOnly } };
    const load = () => opening(shownHeader, shown);
    inspector = await openPanelPage(
      context,
      'inspector',
      {
        ...handlers,
        load,
        edit: answer,
        undo: answer,
        forgetUndo: (params) => {
          sent.push(params);
          return null;
        },
      },
      options,
    );
    ({ page } = inspector);
    await page.locator('.badge').first().waitFor();
  }

  const press = (action: string) => page.locator(`[data-action="${action}"]`).click();
  const saved = (count: number) => eventually('it is sent', () => sent.length === count);

  it('sends a string with what was seen, and takes it back by keyboard', async () => {
    await open(valueOf('old', 'string'));
    await press('editValue');
    await page.getByLabel('Value', { exact: true }).last().fill('new');
    await assertNamed(page);
    await press('saveEdit');
    await saved(1);
    assert.deepEqual(sent[0], { edit: { kind: 'string.set', seen: bytes('old'), value: bytes('new') } });
    await page.locator('.edit-pane').waitFor({ state: 'hidden' });
    answers.push({ kind: 'done', undos: [] });
    await page.locator('h1').click();
    await page.keyboard.press('Control+z');
    await saved(2);
    assert.deepEqual(sent[1], { id: '1' });
    await page.locator('[data-action="undoEdit"]').waitFor({ state: 'hidden' });
  });

  it('keeps what is written while the key changes, and says so; a conflict offers a choice', async () => {
    await open(HASH);
    await page.getByText('total', { exact: true }).click();
    await press('editRow');
    const box = page.locator('.edit-field textarea').last();
    await box.fill('mine');
    const theirs = { name: bytes('total'), value: bytes('13') };
    inspector.host.push('view', view('hash', { kind: 'hash', rows: [theirs] }, { length: 1 }));
    await page.getByText('Paused while editing · changed elsewhere').waitFor();
    assert.equal(await box.inputValue(), 'mine');
    const row = page.locator('.content-row .second').first();
    assert.equal(await row.innerText(), '12', 'what one edits stays as it was');
    await page.locator('[data-action="showMeanwhile"]', { hasText: '1 change meanwhile · Show' }).click();
    await eventually('it is shown', async () => (await row.innerText()) === '13');
    answers.push({ kind: 'conflict', now: { kind: 'value', bytes: bytes('13'), total: 2, sha1: 'abc' } });
    await press('saveEdit');
    await page.getByText('Nothing was written: it was changed elsewhere.').waitFor();
    await assertFits(page, 'a conflict');
    await press('compareSeen');
    await eventually('both are asked for', () => asked.length > 0);
    assert.deepEqual(asked, [['compare', { seen: '12', now: '13', json: false }]]);
    await press('overwrite');
    await saved(2);
    const edit = { kind: 'hash.set', field: bytes('total'), seen: { sha1: 'abc' }, value: bytes('mine') };
    assert.deepEqual(sent[1], { edit });
    await page.locator('.edit-pane').waitFor({ state: 'hidden' });
  });

  it('lets go by Escape, and removes by Delete', async () => {
    await open(HASH);
    await press('addRow');
    await page.locator('.edit-field textarea').last().press('Escape');
    await page.locator('.edit-pane').waitFor({ state: 'hidden' });
    await page.getByRole('grid', { name: 'Content' }).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Delete');
    await saved(1);
    assert.deepEqual(sent[0], { edit: { kind: 'hash.remove', field: bytes('total'), seen: bytes('12') } });
  });

  it('removes one row after the other when keys are pressed faster than the server answers', async () => {
    const fields = ['a', 'b'].map((name) => ({ name: bytes(name), value: bytes('1') }));
    await open(view('hash', { kind: 'hash', rows: fields }, { length: 2 }));
    let answerFirst = (_result: EditResult): void => undefined;
    answers.push(
      new Promise((resolve) => {
        answerFirst = resolve;
      }),
    );
    await page.getByRole('grid', { name: 'Content' }).focus();
    for (const key of ['Home', 'Delete', 'ArrowDown', 'Delete']) await page.keyboard.press(key);
    await saved(1);
    answerFirst({ kind: 'done', undos: [] });
    await saved(2);
    const remove = (name: string) => ({ edit: { kind: 'hash.remove', field: bytes(name), seen: bytes('1') } });
    assert.deepEqual(sent, [remove('a'), remove('b')]);
  });

  it('offers nothing on a read-only connection', async () => {
    await open(HASH, {}, true);
    await page.getByText('total', { exact: true }).click();
    for (const action of ['addRow', 'renameKey', 'deleteKey', 'editRow', 'removeRow']) {
      assert.equal(await page.locator(`[data-action="${action}"]`).isVisible(), false, action);
    }
    await page.getByRole('grid', { name: 'Content' }).focus();
    await page.keyboard.press('Delete');
    assert.deepEqual(sent, []);
  });

  it('keeps bytes that are not text exact, and a part of a value cannot be edited', async () => {
    const binary = { base64: '/wA=', text: '\\xff\u0000', isText: false };
    await open(view('string', { kind: 'string', value: binary, total: 2 }));
    await press('editValue');
    assert.equal(await page.locator('.edit-field textarea').inputValue(), 'ff 00');
    await press('saveEdit');
    await saved(1);
    assert.equal((sent[0] as { edit: { value: { base64: string } } }).edit.value.base64, '/wA=');
    inspector.host.push('view', view('string', { kind: 'string', value: binary, total: 200 }));
    await page.locator('[data-action="editValue"][disabled]').waitFor();
  });

  it('shows in a conflict what differs: lines and characters, bytes escaped, all else left out', async () => {
    const lines = Array.from({ length: 40 }, (_, at) => `line ${String(at)}`);
    const mine = [...lines.slice(0, 20), 'mine here', ...lines.slice(21), 'more'].join('\n');
    const now = (value: Uint8Array, total = value.length): EditResult => {
      return { kind: 'conflict', now: { kind: 'value', bytes: encodeBytes(value), total, sha1: 'abc' } };
    };
    await open(valueOf('old', 'string'));
    await press('editValue');
    const box = page.locator('.edit-field textarea').last();
    const conflict = async (written: string, answer: EditResult, saves: number): Promise<readonly string[]> => {
      await box.fill(written);
      answers.push(answer);
      await press('saveEdit');
      await saved(saves);
      await page.locator('[data-action="saveEdit"]:not([disabled])').waitFor();
      const lines = await page.locator('.edit-diff > div').allInnerTexts();
      return lines.map((text) => text.replace(/\s+/g, ' ').trim());
    };
    const theirs = [...lines.slice(0, 20), 'their here', ...lines.slice(21)].join('\n');
    const shown = await conflict(mine, now(new TextEncoder().encode(theirs)), 1);
    assert.deepEqual(shown, [
      '… 17 more lines',
      ...['line 17', 'line 18', 'line 19', '− there now: their here', '+ yours: mine here', 'line 21', 'line 22'],
      ...['line 23', '… 13 more lines', 'line 37', 'line 38', 'line 39', '+ yours: more'],
    ]);
    assert.deepEqual(await page.locator('.edit-diff mark').allInnerTexts(), ['their', 'mine']);
    await assertFits(page, 'a diff');
    await inspector.screenshot('inspector-diff');
    const escaped = await conflict('ab', now(Uint8Array.of(97, 255)), 2);
    assert.deepEqual(escaped, ['− there now: a\\xff', '+ yours: ab']);
    const alike = await conflict('a\\xff', now(Uint8Array.of(97, 255)), 3);
    assert.deepEqual(alike, ['− there now: 61 ff', '+ yours: 61 5c 78 66 66']);
    await conflict('abc', now(new TextEncoder().encode('ab'), 3_000_000), 4);
    await page.getByText('Only the first 2 B of 3 MB are compared.').waitFor();
  });

  it('keeps an undo that meets another value, shows that, and gives the choice', async () => {
    await open(valueOf('old', 'string'));
    const undos = [{ id: '1', label: 'Change the value', canOver: true }];
    const theirs: EditResult = {
      kind: 'conflict',
      now: { kind: 'value', bytes: bytes('theirs'), total: 6, sha1: 'abc' },
    };
    answers.push({ kind: 'done', undos }, theirs, theirs, theirs);
    await press('editValue');
    await page.locator('.edit-field textarea').last().fill('new');
    await press('saveEdit');
    const stuck = page.getByText('"Change the value" was not taken back: it was changed since.');
    await press('undoEdit');
    await stuck.waitFor();
    await page.getByText('theirs', { exact: true }).waitFor();
    await assertFits(page, 'an undo that is stuck');
    await assertNamed(page);
    await inspector.screenshot('inspector-undo-stuck');
    await press('keepUndo');
    await stuck.waitFor({ state: 'hidden' });
    await press('undoEdit');
    await press('undoOver');
    await saved(4);
    assert.deepEqual(sent.slice(1), [{ id: '1' }, { id: '1' }, { id: '1', over: 'abc' }]);
    await press('forgetUndo');
    await saved(5);
    await page.locator('[data-action="undoEdit"]').waitFor({ state: 'hidden' });
    assert.equal(await stuck.isVisible(), false);
  });

  it('leaves the rows as they are while a form is open, and shows what came when it closes', async () => {
    await open(HASH);
    await press('addRow');
    const fields = (count: number) => {
      const rows = Array.from({ length: count }, (_, at) => ({ name: bytes(`f${String(at)}`), value: bytes('1') }));
      return view('hash', { kind: 'hash', rows }, { length: count });
    };
    for (const count of [3, 4]) inspector.host.push('view', fields(count));
    await page.getByText('2 changes meanwhile · Show').waitFor();
    await assertFits(page, 'paused');
    await inspector.screenshot('inspector-paused');
    const rows = page.locator('.content-row');
    assert.equal(await rows.count(), 1);
    await press('cancelEdit');
    await eventually('it is shown', async () => (await rows.count()) === 4);
  });

  it('adds to a list at either end and beside an element', async () => {
    const rows = ['a', 'b'].map((value, index) => ({ index, value: bytes(value) }));
    await open(view('list', { kind: 'list', rows }, { length: 2 }));
    const write = async (): Promise<void> => {
      const before = sent.length;
      await page.getByLabel('Value', { exact: true }).last().fill('new');
      await press('saveEdit');
      await saved(before + 1);
      await page.locator('.edit-pane').waitFor({ state: 'hidden' });
    };
    for (const action of ['addFirst', 'addRow']) {
      await press(action);
      await write();
    }
    await page.getByText('b', { exact: true }).click();
    for (const place of ['before this element', 'after this element']) {
      await page.getByRole('combobox', { name: 'Insert beside this element' }).selectOption({ label: place });
      await write();
    }
    const insert = { kind: 'list.insert', index: 1, seen: bytes('b'), value: bytes('new') };
    assert.deepEqual(
      sent.map((params) => (params as { readonly edit: unknown }).edit),
      [
        { kind: 'list.push', end: 'head', value: bytes('new') },
        { kind: 'list.push', end: 'tail', value: bytes('new') },
        insert,
        { ...insert, after: true },
      ],
    );
    await page.setViewportSize({ width: 420, height: 700 });
    await assertFits(page, 'a list and its buttons');
    await inspector.screenshot('inspector-list-420');
  });

  it('edits a string in the form in which it is shown just now', async () => {
    await open(valueOf('old', 'string'));
    await page.getByRole('combobox', { name: 'Shown as' }).selectOption('hex');
    await press('editValue');
    assert.equal(await page.locator('.edit-field textarea').inputValue(), '6f 6c 64');
  });

  it('gives a field a time to live where the server has such, with what was seen of it', async () => {
    await open(HASH);
    await page.getByText('total', { exact: true }).click();
    const list = page.getByRole('combobox', { name: 'Time to live of the field' });
    assert.equal(await list.isVisible(), false);
    inspector.host.push('header', { ...header('cart:{7}'), fieldTtl: true });
    await list.selectOption({ label: 'in 1 hour' });
    await saved(1);
    const expire = { kind: 'hash.expire', field: bytes('total'), seen: bytes('12') };
    assert.deepEqual(sent[0], { edit: { ...expire, ms: 3_600_000 } });
    await list.selectOption({ label: 'at another time…' });
    await page.getByLabel('Seconds from now', { exact: true }).fill('1.5');
    await assertNamed(page);
    await press('saveEdit');
    await saved(2);
    assert.deepEqual(sent[1], { edit: { ...expire, ms: 1500 } });
    await page.locator('.edit-pane').waitFor({ state: 'hidden' });
    await list.selectOption({ label: 'never' });
    await saved(3);
    assert.deepEqual(sent[2], { edit: { ...expire, ms: null } });
    await page.setViewportSize({ width: 420, height: 700 });
    await assertFits(page, 'a field and its buttons');
    await inspector.screenshot('inspector-field-ttl-420');
  });

  it('looks right in every theme and narrow', async () => {
    for (const [theme, width] of [
      ['dark', 1200],
      ['light', 1200],
      ['high-contrast', 1200],
      ['dark', 420],
    ] as const) {
      if (theme !== 'dark' || width !== 1200) await inspector.close();
      else await open(HASH);
      await open(HASH, { theme, width });
      await page.getByText('total', { exact: true }).click();
      await press('editRow');
      answers.push({ kind: 'conflict', now: { kind: 'value', bytes: bytes('13'), total: 2, sha1: 'abc' } });
      await press('saveEdit');
      await page.locator('.edit-conflict').waitFor();
      await assertFits(page, `${theme} ${String(width)}`);
      await inspector.screenshot(`inspector-edit-${theme}-${String(width)}`);
    }
  });
});
