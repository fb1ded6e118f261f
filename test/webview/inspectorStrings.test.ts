import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { StringForm } from '../../src/protocol/inspectorParts';
import { encodeBytes } from '../../src/protocol/bytes';
import type { InspectorContract, InspectorString } from '../../src/protocol/inspector';
import type { PartHandlers } from '../../src/protocol/inspectorParts';
import { openBrowser } from '../support/vscode/browser';
import { assertFits, assertNamed, eventually } from './support/checks';
import { bytes, inspectorHost, view } from './support/inspectorHost';
import { openPanelPage, type PanelOptions, type PanelPage } from './support/panelPage';
import { THEMES, type ThemeName } from './support/themes';

describe('forms of a string in the inspector', () => {
  let browser: Browser;
  let context: BrowserContext;
  let inspector: PanelPage<InspectorContract>;
  let page: Page;
  let asked: [string, unknown][];

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  afterEach(async () => {
    await inspector.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  const ofBytes = (
    value: Uint8Array,
    forms: readonly StringForm[] = ['text'],
    total = value.length,
  ): InspectorString => ({
    ...{ kind: 'string', value: encodeBytes(value), total },
    forms,
  });

  const open = async (
    content: InspectorString,
    parts: Partial<PartHandlers> = {},
    more?: () => InspectorString,
    options?: PanelOptions,
  ): Promise<void> => {
    const host = inspectorHost('some:string', view('string', content, { length: content.total }), more, parts);
    ({ asked } = host);
    inspector = await openPanelPage(context, 'inspector', host.handlers, options);
    ({ page } = inspector);
    await page.locator('.string').waitFor();
  };

  const choose = (title: string) => page.locator('.form-list select').selectOption({ label: title });
  const value = () => page.locator('.string-value').textContent();
  const facts = () => page.locator('.string-facts').innerText();
  const words = () => page.locator('.string .body-bar > [role="status"]').innerText();

  it('offers the likeliest first and keeps the one that was chosen', async () => {
    await open(ofBytes(new TextEncoder().encode('[1]'), ['json', 'text']));
    const buttons = page.locator('.form-bar vscode-button');
    assert.deepEqual(await buttons.allInnerTexts(), ['JSON', 'Text', 'Hex']);
    assert.equal(await buttons.first().getAttribute('aria-pressed'), 'true');
    await choose('Base64');
    assert.equal(await value(), 'WzFd');
    assert.equal(await page.locator('[data-action="asBase64"]').getAttribute('aria-pressed'), 'true');
    await inspector.reload();
    await page.locator('[data-action="asBase64"][aria-pressed="true"]').waitFor();
    assert.equal(await value(), 'WzFd');
  });

  it('shows the empty string in every form', async () => {
    await open(ofBytes(new Uint8Array(0)), { decodeString: () => null });
    for (const title of [
      'Text',
      'JSON',
      'Hex',
      'Base64',
      'Number',
      'Bits',
      'HyperLogLog',
      'gzip',
      'brotli',
      'MessagePack',
    ]) {
      await choose(title);
      await eventually(`${title} is painted`, async () => (await words()).endsWith('0 B'), 2000);
      assert.equal(await value(), '', title);
    }
    assert.deepEqual(inspector.errors, []);
  });

  it('shows a number beyond 2^53 exactly, and what a double would make of it', async () => {
    await open({ kind: 'string', value: bytes('9007199254740993'), total: 16, forms: ['text', 'number'] });
    assert.equal(await value(), '9007199254740993');
    await page.locator('[data-action="asNumber"]').click();
    const shown = await facts();
    assert.match(shown, /Grouped\s+9\u202f007\u202f199\u202f254\u202f740\u202f993/);
    assert.match(shown, /0x20000000000001\s/);
    assert.match(shown, /As a double\s+9007199254740992, not exact/);
    assert.match(shown, /fits into its 64 bits/);
    assert.equal(await value(), '9007199254740993');
    await inspector.screenshot('inspector-number-dark-wide');
  });

  it('shows packed counters both ways round, and a time', async () => {
    await open(ofBytes(new Uint8Array([1, 0, 0, 0]), ['hex']));
    await choose('Number');
    assert.match(await facts(), /Little-endian\s+1\s[\s\S]*Big-endian\s+16\u202f777\u202f216\s/);
    inspector.host.push('view', view('string', { kind: 'string', value: bytes('1700000000'), total: 10 }));
    await eventually('the time', async () => (await facts()).includes('2023-11-14T22:13:20.000Z'), 2000);
  });

  it('shows which bits are set, as SETBIT counts them', async () => {
    const bitmap = new Uint8Array(1000);
    bitmap[0] = 0b1000_0001;
    bitmap[999] = 0b0000_0010;
    await open(ofBytes(bitmap, ['hex', 'bitmap']));
    await page.locator('[data-action="asBitmap"]').click();
    assert.match(await facts(), /Set\s+3 of 8\u202f000 bits\s+Offsets\s+0, 7, 7998\s+Highest\s+7\u202f998/);
    const lines = ((await value()) ?? '').split('\n');
    assert.deepEqual([lines.length, lines[1]], [3, '*']);
    assert.match(lines[0] ?? '', /^ +0 {2}1······1 ········/);
  });

  it('asks the host for what must be unpacked, and says when it cannot be', async () => {
    const seen: unknown[] = [];
    await open(ofBytes(new Uint8Array([0x1f, 0x8b, 8]), ['gzip', 'hex']), {
      decodeString: ({ form }) => {
        seen.push(form);
        if (form === 'gzip') return { kind: 'bytes', value: bytes('{"id":9007199254740993}') };
        throw Object.assign(new Error('These bytes are not brotli.'), { code: 'INVALID_INPUT' });
      },
    });
    await eventually('it is unpacked', async () => (await value()) === '{\n  "id": 9007199254740993\n}', 2000);
    assert.match(await words(), /^gzip, unpacked to be read · 23 bytes · 3 B$/);
    await inspector.screenshot('inspector-gzip-dark-wide');
    await page.locator('[data-action="copyValue"]').click();
    await eventually('it is copied', () => asked.length === 1, 2000);
    assert.deepEqual(asked[0], ['copyText', { text: '{\n  "id": 9007199254740993\n}' }]);
    await choose('brotli');
    await eventually('it says so', async () => (await words()).startsWith('These bytes are not brotli.'), 2000);
    assert.equal(await value(), '');
    assert.deepEqual(seen, ['gzip', 'brotli']);
  });

  it('shows what a HyperLogLog counts', async () => {
    await open(ofBytes(new TextEncoder().encode('HYLL'), ['hyperloglog']), {
      decodeString: () => ({
        kind: 'hyperloglog',
        facts: { encoding: 'dense', estimate: 12_345, used: 4000, cached: false },
      }),
    });
    await eventually('the estimate', async () => /Estimated elements\s+12\u202f345/.test(await facts()), 2000);
    assert.match(await facts(), /the next PFCOUNT counts anew and writes it/);
    assert.equal(await page.locator('.string-value').isVisible(), false);
  });

  it('loads a longer beginning, keeps it while the value changes, and saves all of it', async () => {
    const beginning = (length: number, first = 'x'): InspectorString => ({
      ...{ kind: 'string', value: bytes(first + 'x'.repeat(length - 1)), total: 100_000_000, forms: ['text'] },
      ...(length < 1_048_576 && { next: `string:${String(4 * length)}` }),
    });
    let first = 'x';
    await open(beginning(65_536), { saveString: () => ({ path: '/tmp/x', bytes: 100_000_000 }) }, () =>
      beginning(262_144, first),
    );
    assert.match(await words(), /first 65\.5 kB of 100 MB/);
    await page.locator('[data-action="moreString"]').click();
    await eventually('more is there', async () => /first 262 kB of 100 MB/.test(await words()), 3000);
    first = 'y';
    inspector.host.push('view', view('string', beginning(65_536, 'y'), { length: 100_000_000 }));
    await eventually('it changed', async () => ((await value()) ?? '').startsWith('y'), 3000);
    assert.equal((await value())?.length, 262_144);
    await page.locator('[data-action="saveString"]').click();
    await page.getByText('Saved 100 MB.').waitFor();
  });

  it('sets out JSON as deep as one can read it, and leaves what is deeper as it is', async () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    const paint = (text: string): InspectorString => ofBytes(new TextEncoder().encode(text), ['json']);
    await open(paint(nested(200)));
    const shown = (await value()) ?? '';
    assert.deepEqual([shown.split('\n').length, shown.replace(/\s/g, '')], [399, nested(200)]);
    inspector.host.push('view', view('string', paint(nested(30_000))));
    await eventually('the deep one', async () => (await words()).includes('too deep'), 3000);
    assert.equal(await value(), nested(30_000));
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`fits and names its parts (${theme})`, async () => {
      await open(ofBytes(new Uint8Array([1, 2, 3, 255]), ['hex', 'bitmap']), {}, undefined, { theme });
      await choose('Bits');
      for (const width of [320, 700, 1200]) {
        await page.setViewportSize({ width, height: 700 });
        await assertFits(page, `${String(width)} px`);
      }
      await assertNamed(page);
      await inspector.screenshot(`inspector-bits-${theme}-wide`);
    });
  }
});
