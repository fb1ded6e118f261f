import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { LabContract } from '../../src/protocol/lab';
import { openBrowser } from '../support/vscode/browser';
import { eventually } from './support/checks';
import {
  connection,
  fresh,
  halfway,
  key,
  labHost,
  type LabLoad,
  live,
  measured,
  pattern,
  players,
  trace,
} from './support/labHost';
import { openPanelPage, type PanelPage } from './support/panelPage';

describe('the lab', () => {
  let browser: Browser;
  let context: BrowserContext;
  let lab: PanelPage<LabContract>;
  let page: Page;
  let asked: [string, unknown][];
  let loads: number;

  const open = async (load: Partial<LabLoad> = {}): Promise<void> => {
    const now = Date.now();
    loads = 0;
    const host = labHost(() => {
      loads += 1;
      return { pattern, connection, state: halfway, trace: trace(now), live: live(now), ...load };
    });
    ({ asked } = host);
    lab = await openPanelPage(context, 'lab', host.handlers);
    ({ page } = lab);
    await page.locator('.lab').waitFor();
  };
  const press = (action: string) => page.locator(`vscode-button[data-action="${action}"]`).first().click();
  const isDisabled = (action: string) =>
    page
      .locator(`vscode-button[data-action="${action}"]`)
      .first()
      .evaluate((button) => button.hasAttribute('disabled'));
  const primary = () =>
    page
      .locator('.actions vscode-button[appearance="primary"]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-action')));
  const ids = () => page.locator('.ranking-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id')));

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  afterEach(async () => {
    await lab.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  it('shakes hands once and keeps the host’s state for a restart', async () => {
    await open();
    assert.equal(loads, 1);
    assert.equal(((await lab.state()) as { patternId?: string }).patternId, 'leaderboard');
    assert.deepEqual(lab.errors, []);
  });

  it('comes back after it was hidden: the same tab and filter, asked anew', async () => {
    await open();
    await page.locator('.filter-box input').fill('zrange');
    await page.locator('[data-tab="keys"]').click();
    await lab.reload();
    await page.locator('.lab').waitFor();
    assert.equal(loads, 2);
    assert.equal(await page.locator('[role="tab"][aria-selected="true"]').getAttribute('data-tab'), 'keys');
    await page.locator('[data-tab="trace"]').click();
    assert.equal(await page.locator('.filter-box input').inputValue(), 'zrange');
    await eventually('the filter holds', async () => (await page.locator('.trace-row.entry').count()) === 1);
  });

  it('reorders the bars by a live event, keeps each row’s element, and says how far it moved', async () => {
    await open();
    assert.equal((await ids())[2], 'jade-otter-208');
    await page.locator('[data-id="jade-otter-208"]').evaluate((row) => row.setAttribute('data-probe', 'same'));
    const scores = players.map(([id, score]) => [id, id === 'jade-otter-208' ? 60_000 : score] as const);
    lab.host.push('live', live(Date.now(), scores));
    await eventually('jade-otter-208 leads', async () => (await ids())[0] === 'jade-otter-208', 3000);
    const row = page.locator('[data-id="jade-otter-208"]');
    assert.equal(await row.getAttribute('data-probe'), 'same');
    assert.equal(await row.locator('.move').textContent(), '▲2up 2');
    assert.equal(await row.locator('.value').innerText(), '60\u202f000');
    assert.match(await page.locator('[data-id="amber-lynx-17"] .move').innerText(), /▼1/);
    assert.ok((await row.evaluate((element) => element.getAnimations().length)) > 0, 'it glides');
    await lab.screenshot('lab-moved-dark-wide');
  });

  it('names what sent the commands in words, and reads the lanes of an experiment one after the other', async () => {
    const [one] = trace(Date.now());
    const origins = ['live', 'naive', 'right', 'naive', 'naive', 'right', 'view', 'right'];
    await open({ trace: origins.map((origin, id) => ({ ...one!, id, roundTrip: id, origin })) });
    const heads = page.locator('.trace-row.origin');
    await eventually('five heads', async () => (await heads.count()) === 5);
    assert.deepEqual(await heads.locator('.command').allInnerTexts(), [
      ...['Traffic', 'Experiment, naive lane', 'Experiment, right lane', 'Live view', 'Experiment, right lane'],
    ]);
    assert.match((await heads.locator('.took').allInnerTexts()).join('; '), /^1 command .*; 3 commands .*; 2 commands/);
  });

  it('says why a variant cannot be had', async () => {
    await open();
    assert.deepEqual(await page.locator('.reasons li').allInnerTexts(), [
      'This server has no Search commands. Redis 8 or Redis Stack has them.',
    ]);
  });

  it('tells of every number the command that read it', async () => {
    await open();
    const title = await page.locator('.ranking-row .value').first().getAttribute('title');
    assert.match(title ?? '', /^ZRANGE redis-patterns:.*\nread at \d\d:\d\d:\d\d$/);
    assert.match((await page.locator('.figure').first().getAttribute('title')) ?? '', /^ZCARD/);
  });

  it('offers one primary button, the next sensible one', async () => {
    await open({ state: fresh, live: { ...live(Date.now()), blocks: [], keys: [] } });
    assert.deepEqual(await primary(), ['scaffold']);
    assert.equal(await isDisabled('cleanUp'), true);
    await page.locator('.empty').waitFor();
    lab.host.push('state', halfway);
    await eventually('run is next', async () => (await primary())[0] === 'run', 2000);
    const { nextStep: _none, ...done } = halfway;
    lab.host.push('state', done);
    await eventually('the experiment is next', async () => (await primary())[0] === 'experiment', 2000);
    assert.equal(await isDisabled('step'), true);
    assert.equal((await primary()).length, 1);
  });

  it('asks for what the buttons say', async () => {
    await open();
    for (const action of ['scaffold', 'run', 'step', 'experiment', 'cleanUp']) await press(action);
    await page.getByRole('button', { name: 'Run step: The best ten' }).click();
    await eventually('all are asked', () => asked.length === 6, 2000);
    assert.deepEqual(asked, [
      ['scaffold', null],
      ['run', { rest: true }],
      ['run', { step: 'place' }],
      ['experiment', null],
      ['cleanUp', null],
      ['run', { step: 'top' }],
    ]);
  });

  it('while something is going on offers only to stop it, and shows how far it is', async () => {
    await open({ state: { ...halfway, activity: { kind: 'scaffold', done: 400, total: 1000 } } });
    for (const action of ['scaffold', 'run', 'step', 'experiment', 'cleanUp', 'runStep'])
      assert.equal(await isDisabled(action), true, action);
    assert.equal(await page.locator('.progress-text').innerText(), 'Scaffolding · 400 of 1\u202f000');
    await press('stop');
    await eventually('stop is asked', () => asked.length === 1, 2000);
    assert.deepEqual(asked, [['stop', null]]);
    lab.host.push('state', halfway);
    await page.locator('[data-action="stop"]').waitFor({ state: 'hidden' });
  });

  it('says that the connection is lost, keeps what was there, and asks anew when it is back', async () => {
    await open();
    const before = await ids();
    lab.host.push('connection', {
      ...connection,
      state: 'reconnecting',
      problem: 'Lost the connection.',
      retryAt: Date.now() + 60_000,
    });
    await page.locator('.banner').waitFor();
    assert.match(await page.locator('.banner').innerText(), /Lost the connection\.\s*Next try in (60|59) s\./);
    assert.deepEqual(await ids(), before);
    assert.equal(await isDisabled('scaffold'), true);
    await press('reconnect');
    await eventually('it is asked to reconnect', () => asked.length === 1, 2000);
    lab.host.push('connection', connection);
    await page.locator('.banner').waitFor({ state: 'hidden' });
    await eventually('it loads anew', () => loads === 2, 2000);
  });

  for (const [code, remedy] of [
    ['WRONG_PASSWORD', 'editConnection'],
    ['COMMAND_TIMEOUT', 'reconnect'],
    ['INTERNAL', 'showLog'],
  ] as const) {
    it(`shows a problem in place with its remedy: ${code}`, async () => {
      await open({ state: { ...halfway, problem: { code, message: 'It did not work.' } } });
      assert.equal(await page.locator('.problem [role="alert"]').innerText(), 'It did not work.');
      await page.locator(`.problem [data-action="${remedy}"]`).click();
      await eventually('the remedy is asked for', () => asked.length === 1, 2000);
      assert.deepEqual(asked, [[remedy, null]]);
    });
  }

  it('checks a parameter where it is typed, and sets what fits', async () => {
    await open();
    const field = page.getByLabel('Players', { exact: true });
    await field.fill('5');
    assert.match(
      await page.locator('#parameter-players-hint').innerText(),
      /A whole number from 10 to 1\u202f000\u202f000/,
    );
    await field.press('Enter');
    await field.fill('2 000');
    await field.press('Enter');
    await eventually('it is set', () => asked.length === 1, 2000);
    assert.deepEqual(asked, [['setParameter', { name: 'players', value: 2000 }]]);
  });

  it('counts a time to live down by itself', async () => {
    const now = Date.now();
    await open({ live: { ...live(now), keys: [key('soon', 'string', now, 1, 3900)] } });
    await page.locator('[data-tab="keys"]').click();
    const ttl = page.locator('.key-row .ttl');
    const first = parseInt(await ttl.innerText());
    await eventually('a second is gone', async () => parseInt(await ttl.innerText()) < first, 2000);
    await eventually('it is over', async () => (await ttl.innerText()) === 'expired', 5000);
    assert.deepEqual(asked, [], 'without asking');
  });

  it('is worked by keyboard: tabs by arrows, keys by arrows and Enter', async () => {
    await open();
    await page.locator('[data-tab="trace"]').focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-tab')), 'keys');
    await page.getByRole('grid', { name: 'Keys of this demo' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await eventually('the key is opened', () => asked.length === 1, 2000);
    assert.deepEqual(asked, [['openKey', { base64: live(0).keys[2]?.key.base64 }]]);
    await lab.screenshot('lab-keys-dark-wide');
  });

  it('marks the lines of the last step, and of the one chosen', async () => {
    await open();
    await page.locator('[data-tab="code"]').click();
    const marked = () => page.locator('.code .marked').allInnerTexts();
    assert.match((await marked())[0] ?? '', /export async function top/);
    await page.getByRole('button', { name: 'Show the code of: Count a win once' }).click();
    assert.match((await marked())[0] ?? '', /A win counts once/);
    await lab.screenshot('lab-code-dark-wide');
    await press('insert');
    await eventually('it is inserted', () => asked.length === 1, 2000);
    await press('scaffoldProject');
    await eventually('a project is asked for', () => asked.length === 2, 2000);
    assert.deepEqual(asked, [
      ['insertSnippet', { client: 'ioredis' }],
      ['scaffoldProject', { client: 'ioredis' }],
    ]);
  });

  it('holds a trace still while paused, and copies it as typed', async () => {
    await open();
    await press('pause');
    const [first] = trace(Date.now());
    lab.host.push('trace', [{ ...first!, id: 100, roundTrip: 7, command: 'PING', reply: '"PONG"' }]);
    await page.getByText('paused, 1 command since').waitFor();
    assert.equal(await page.getByText('PING', { exact: true }).count(), 0);
    await press('pause');
    await page.getByText('PING', { exact: true }).waitFor();
    await page.locator('.filter-box input').fill('pong');
    await press('copyTrace');
    await eventually('it is copied', () => asked.length === 1, 2000);
    assert.deepEqual(asked, [['copyText', { text: '# Scaffold\nPING\n' }]]);
  });

  it('shows the experiment’s counts and which rules hold', async () => {
    await open({ state: measured });
    await page.locator('.experiment').scrollIntoViewIfNeeded();
    assert.deepEqual(await page.locator('.figures.large .figure-value').allInnerTexts(), ['187', '0']);
    assert.equal(await page.locator('.rules .broken').count(), 1);
    assert.equal(await page.locator('.experiment [data-action="experiment"]').innerText(), 'Run again');
    await page.locator('.explanation').scrollIntoViewIfNeeded();
    await lab.screenshot('lab-experiment-dark-wide');
  });
});
