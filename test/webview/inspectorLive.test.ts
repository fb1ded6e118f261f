import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { InspectorContract, InspectorHeader, InspectorView } from '../../src/protocol/inspector';
import { openBrowser } from '../support/vscode/browser';
import { eventually } from './support/checks';
import { bytes, header, inspectorHost, valueOf, view } from './support/inspectorHost';
import { openPanelPage, type PanelPage } from './support/panelPage';

const WORDS: Readonly<Record<NonNullable<InspectorHeader['live']>, readonly [text: string, title: RegExp]>> = {
  tracking: ['live by tracking', /CLIENT TRACKING.*Nothing was switched on/],
  notifications: ['live by notifications', /Keyspace notifications are on/],
  polling: ['polling every second', /read again every second/],
};

describe('the inspector of a key that changes', () => {
  let browser: Browser;
  let context: BrowserContext;
  let inspector: PanelPage<InspectorContract>;
  let page: Page;

  before(async () => {
    ({ browser, context } = await openBrowser());
  });
  afterEach(async () => {
    await inspector.close();
  });
  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  const open = async (shown: InspectorView): Promise<void> => {
    inspector = await openPanelPage(context, 'inspector', inspectorHost('k', shown).handlers);
    ({ page } = inspector);
    await page.locator('.inspector').waitFor();
  };

  /** The rows, or the value, that flash just now. */
  const flashing = () =>
    page
      .locator('.string-value, .content-row, .facts-card dd')
      .evaluateAll((all) => all.filter((each) => each.getAnimations().length > 0).map((each) => each.textContent));

  it('says by which way changes are noticed, what that means, and nothing while it is not connected', async () => {
    await open(valueOf('v', 'string'));
    const live = page.locator('.live');
    assert.equal(await live.isVisible(), false);
    for (const [way, [text, title]] of Object.entries(WORDS)) {
      inspector.host.push('header', { ...header('k'), live: way as keyof typeof WORDS });
      await eventually(text, async () => (await live.innerText()) === text, 2000);
      assert.match((await live.getAttribute('title')) ?? '', title);
    }
    await inspector.screenshot('inspector-live');
    const lost = { ...header('k'), live: 'polling' as const };
    inspector.host.push('header', { ...lost, connection: { ...lost.connection, state: 'reconnecting' } });
    await eventually('it is hidden', async () => !(await live.isVisible()), 2000);
  });

  it('flashes a string that changes, once', async () => {
    await open(valueOf('before', 'string'));
    assert.deepEqual(await flashing(), []);
    inspector.host.push('view', valueOf('after', 'string'));
    await eventually('it flashes', async () => (await flashing()).join() === 'after', 800);
    inspector.host.push('view', valueOf('later', 'string'));
    await page.getByText('later').waitFor();
    const animations = await page.locator('.string-value').evaluate((value) => value.getAnimations().length);
    assert.ok(animations <= 1, 'it does not flicker');
  });

  it('flashes the rows that changed or are new, and no others', async () => {
    const hash = (fields: Readonly<Record<string, string>>): InspectorView => {
      const rows = Object.entries(fields).map(([name, value]) => ({ name: bytes(name), value: bytes(value) }));
      return view('hash', { kind: 'hash', rows });
    };
    await open(hash({ a: '1', b: '1', c: '1' }));
    assert.deepEqual(await flashing(), []);
    inspector.host.push('view', hash({ a: '1', b: '2', c: '1', d: '1' }));
    await eventually('two flash', async () => (await flashing()).join() === 'b2,d1', 800);
  });

  it('flashes new entries of a stream, and none that are loaded or turned round', async () => {
    const entries = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, at) => ({
        ...{ id: `${String(last - at)}-0`, fields: [{ name: bytes('f'), value: bytes('v') }] },
      }));
    const stream = (last: number) => view('stream', { kind: 'stream', entries: entries(2, last), after: '2-0' });
    const host = inspectorHost('k', stream(4), undefined, {
      streamEntries: ({ newestFirst }) => ({ rows: newestFirst ? entries(1, 1) : entries(1, 5).reverse() }),
    });
    inspector = await openPanelPage(context, 'inspector', host.handlers);
    ({ page } = inspector);
    await page.locator('.content-row').first().waitFor();
    inspector.host.push('view', stream(5));
    await eventually('one flashes', async () => (await flashing()).join().startsWith('5-0'), 800);
    assert.equal((await flashing()).length, 1);
    await eventually('it ends', async () => (await flashing()).length === 0, 3000);
    for (const action of ['morePart', 'streamOrder']) {
      await page.locator(`[data-action="${action}"]:visible`).click();
      await eventually('all are there', async () => (await page.locator('.content-row').count()) === 5, 3000);
      assert.deepEqual(await flashing(), []);
    }
  });

  it('flashes what changed of a document and of facts', async () => {
    const child = (name: string, value: string) => ({ path: `$["${name}"]`, name, type: 'integer', value });
    const json = (b: string): InspectorView => {
      const children = { rows: [child('a', '1'), child('b', b)], total: 2 };
      return view('ReJSON-RL', { kind: 'json', root: { path: '$', name: '', type: 'object', size: 2 }, children });
    };
    const facts = (count: string) =>
      view('CMSk-TYPE', {
        ...{ kind: 'facts', type: 'CMSk-TYPE' },
        facts: [
          { name: 'width', value: '9' },
          { name: 'count', value: count },
        ],
      });
    await open(json('1'));
    assert.deepEqual(await flashing(), []);
    inspector.host.push('view', json('2'));
    await eventually('the value flashes', async () => (await flashing()).join() === 'b2', 800);
    inspector.host.push('view', facts('1'));
    await page.locator('.facts-card').waitFor();
    assert.deepEqual(await flashing(), []);
    inspector.host.push('view', facts('2'));
    await eventually('the fact flashes', async () => (await flashing()).join() === '2', 800);
  });
});
