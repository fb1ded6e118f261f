import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { InspectorContract, InspectorJson } from '../../src/protocol/inspector';
import type { InspectorJsonNode, PartHandlers } from '../../src/protocol/inspectorParts';
import { openBrowser } from '../support/vscode/browser';
import { assertFits, assertNamed, eventually } from './support/checks';
import { bytes, inspectorHost, view } from './support/inspectorHost';
import { openPanelPage, type PanelOptions, type PanelPage } from './support/panelPage';
import { THEMES, type ThemeName } from './support/themes';

const BIG = '12345678901234567890';
const node = (path: string, name: string, type: string, rest: Partial<InspectorJsonNode> = {}): InspectorJsonNode => ({
  ...{ path, name, type },
  ...rest,
});
const root = node('$', '', 'object', { size: 4 });
const first = [
  node('$["id"]', 'id', 'integer', { value: BIG }),
  node('$["list"]', 'list', 'array', { size: 450 }),
  node('$["deep"]', 'deep', 'object', { size: 1 }),
  node('$["long"]', 'long', 'string', { size: 5000 }),
];
const text = `{"id":${BIG},"list":[1,2]}`;
const json: InspectorJson = { kind: 'json', root, children: { rows: first, total: 4 }, text };

describe('a JSON document in the inspector', () => {
  let browser: Browser;
  let context: BrowserContext;
  let inspector: PanelPage<InspectorContract>;
  let page: Page;
  let read: string[];

  const parts: Partial<PartHandlers> = {
    jsonChildren: ({ path, from }) => {
      read.push(`${path} ${String(from)}`);
      if (path === '$["list"]') {
        const rows = Array.from({ length: Math.min(200, 450 - from) }, (_, at) =>
          node(`${path}[${String(from + at)}]`, String(from + at), 'integer', { value: String(from + at) }),
        );
        return { rows, total: 450, ...(from + 200 < 450 && { next: from + 200 }) };
      }
      return { rows: [node(`${path}["deep"]`, 'deep', 'object', { size: 1 })], total: 1 };
    },
    jsonText: () => JSON.stringify('l'.repeat(5000)),
    jsonMatches: ({ path }) =>
      path === '$.id'
        ? { count: 2, memory: 48, text: `[${BIG}, {"a":[1,2],"b":"x,]y"}]` }
        : { count: 5000, memory: 2_000_000 },
  };
  const open = async (shown: InspectorJson = json, options?: PanelOptions): Promise<void> => {
    read = [];
    const host = inspectorHost('doc', view('ReJSON-RL', shown), undefined, parts);
    inspector = await openPanelPage(context, 'inspector', host.handlers, options);
    ({ page } = inspector);
    await page.locator('.json-row').first().waitFor();
  };
  const tree = () => page.getByRole('treegrid', { name: 'Document' });
  const row = (name: string) => page.locator('.json-row', { has: page.getByText(name, { exact: true }) });

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  afterEach(async () => {
    await inspector.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  it('shows the first level, digits unchanged, and reads no more until it is opened', async () => {
    await open();
    assert.deepEqual(await page.locator('.json-row').allInnerTexts(), [
      '$\n{4 members}',
      `id\n${BIG}`,
      'list\n[450 elements]',
      'deep\n{1 member}',
      'long\nstring of 5 kB',
    ]);
    assert.deepEqual(read, []);
  });

  it('opens and closes by keyboard, pages arrays and goes to the parent', async () => {
    await open();
    await tree().focus();
    for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    await eventually('it is open', async () => (await tree().getAttribute('aria-rowcount')) === '206', 2000);
    assert.equal(await row('list').getAttribute('aria-expanded'), 'true');
    for (let down = 0; down < 201; down++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await eventually('there is more', async () => (await tree().getAttribute('aria-rowcount')) === '406', 2000);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await eventually('it is closed', async () => (await tree().getAttribute('aria-rowcount')) === '5', 2000);
    assert.deepEqual(read, ['$["list"] 0', '$["list"] 200']);
  });

  it('goes 128 levels down without leaving the panel', async () => {
    await open();
    await tree().focus();
    for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
    for (let level = 1; level <= 127; level++) {
      await page.keyboard.press('ArrowRight');
      await eventually(`level ${String(level)}`, () => read.length === level, 2000);
      await eventually(
        'it is there',
        async () => (await tree().getAttribute('aria-rowcount')) === String(5 + level),
        2000,
      );
      await page.keyboard.press('ArrowDown');
    }
    await page.setViewportSize({ width: 300, height: 600 });
    await assertFits(page, '128 levels');
    await inspector.screenshot('inspector-json-deep-300');
    assert.equal(read.at(-1), `$["deep"]${'["deep"]'.repeat(126)} 0`);
  });

  it('keeps what is open when the document changes', async () => {
    await open();
    await row('list').click();
    await eventually('it is open', async () => (await tree().getAttribute('aria-rowcount')) === '206', 2000);
    const rows = [node('$["id"]', 'id', 'integer', { value: '8' }), ...first.slice(1)];
    inspector.host.push('view', view('ReJSON-RL', { ...json, children: { rows, total: 4 } }));
    await page.getByText('8', { exact: true }).first().waitFor();
    await eventually('it was read again', () => read.length === 2, 2000);
    assert.equal(await tree().getAttribute('aria-rowcount'), '206');
  });

  it('shows values in full, long ones when asked', async () => {
    await open();
    await row('long').click();
    await eventually('all of it', async () => (await page.locator('.json-value').innerText()).length === 5000, 2000);
    assert.equal(await page.locator('.detail-title').innerText(), '$["long"]');
  });

  it('shows what a path matches, and how much when it is too much', async () => {
    await open();
    const box = page.locator('.filter-box input');
    await box.fill('$.id');
    await box.press('Enter');
    await page.getByText('2 matches', { exact: true }).waitFor();
    assert.deepEqual(await page.locator('.columns-matches').allInnerTexts(), [
      `1\n${BIG}`,
      '2\n{"a":[1,2],"b":"x,]y"}',
    ]);
    await page.locator('.columns-matches').nth(1).click();
    assert.match(await page.locator('.json-value').innerText(), /^{\n {2}"a": \[/);
    await box.fill('$..*');
    await box.press('Enter');
    await page.getByText(/5\s000 matches, 2 MB: too much/).waitFor();
    await box.fill('');
    await row('id').waitFor();
  });

  it('shows a small document as text, and says why not a large one', async () => {
    await open();
    await page.locator('[data-action="asText"]').click();
    assert.equal(
      await page.locator('.string-value').textContent(),
      `{\n  "id": ${BIG},\n  "list": [\n    1,\n    2\n  ]\n}`,
    );
    const { text: _text, ...large } = json;
    inspector.host.push('view', view('ReJSON-RL', large));
    await page.getByText(/less than 64 kB/).waitFor();
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`fits and has names: ${theme}`, async () => {
      await open(json, { theme });
      await row('deep').click();
      await row('id').click();
      for (const width of [1000, 300]) {
        await page.setViewportSize({ width, height: 600 });
        await assertFits(page, String(width));
        await assertNamed(page);
        await inspector.screenshot(`inspector-document-${theme}-${String(width)}`);
      }
      assert.deepEqual(inspector.errors, []);
    });
  }

  it('edits, adds and removes at the chosen place, with what was seen there', async () => {
    const sent: unknown[] = [];
    const host = inspectorHost('doc', view('ReJSON-RL', json), undefined, {
      ...parts,
      // As of something too large to be read at once.
      jsonText: () => null,
    });
    const edit = (params: { readonly edit: unknown }) => {
      sent.push(params.edit);
      return { kind: 'done' as const, undos: [] };
    };
    read = [];
    inspector = await openPanelPage(context, 'inspector', { ...host.handlers, edit });
    ({ page } = inspector);
    await page.locator('.json-row').first().waitFor();
    const press = (action: string) => page.locator(`[data-action="${action}"]`).click();
    const write = async (label: string, value: string): Promise<void> => {
      await page.getByLabel(label, { exact: true }).last().fill(value);
    };
    const save = async (): Promise<void> => {
      const before = sent.length;
      await press('saveEdit');
      await eventually('it is sent', () => sent.length > before, 3000);
      await page.locator('.edit-pane').waitFor({ state: 'hidden' });
    };
    await row('id').click();
    await press('editNode');
    await write('JSON', '{nonsense');
    await press('saveEdit');
    await page.getByText('This is not JSON.').waitFor();
    await write('JSON', '98765432109876543210');
    await inspector.screenshot('inspector-json-edit');
    await assertNamed(page);
    await save();
    await row('list').click();
    await press('addNode');
    await write('JSON', '3');
    await save();
    await tree().focus();
    await page.keyboard.press('Home');
    assert.equal(await page.locator('[data-action="removeNode"]').isVisible(), false, 'the root is the key');
    await press('addNode');
    await write('Name', 'a"b');
    await write('JSON', 'null');
    await save();
    await tree().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Delete');
    await eventually('it is removed', () => sent.length === 4, 3000);
    assert.deepEqual(sent, [
      { kind: 'json.set', path: '$["id"]', seen: bytes(BIG), value: '98765432109876543210' },
      { kind: 'json.append', path: '$["list"]', value: '3' },
      { kind: 'json.add', path: '$', name: 'a"b', value: 'null' },
      { kind: 'json.remove', path: '$["id"]', seen: bytes(BIG) },
    ]);
    assert.deepEqual(inspector.errors, []);
  });
});
