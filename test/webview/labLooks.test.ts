import type { Browser, BrowserContext } from 'playwright-core';
import assert from 'node:assert/strict';
import { openBrowser } from '../support/vscode/browser';
import type { LabContract, LabState } from '../../src/protocol/lab';
import { assertFits, assertNamed } from './support/checks';
import { connection, fresh, halfway, labHost, type LabLoad, live, measured, pattern, trace } from './support/labHost';
import { forms, searching } from './support/labForms';
import { openPanelPage, type PanelPage } from './support/panelPage';
import { THEMES, type ThemeName } from './support/themes';

// Every state under every theme and width: it fits, everything has a name, and a picture is left to look at.

const SIZES = { wide: [1200, 800], middle: [700, 900], narrow: [320, 900] } as const;

const STATES: Readonly<Record<string, (now: number) => LabLoad>> = {
  empty: () => ({ pattern, connection, state: fresh, trace: [] }),
  busy: (now) => ({
    ...{ pattern, connection, trace: trace(now), live: live(now) },
    state: { ...halfway, activity: { kind: 'run', step: 'place', done: 400, total: 1000 } } satisfies LabState,
  }),
  // With a load that was changed its form is open.
  measured: (now) => ({
    ...{ pattern, connection, trace: trace(now), live: live(now) },
    state: { ...measured, load: { wins: 500 } },
  }),
  forms: (now) => ({
    ...{ pattern: searching, connection, trace: [], live: forms(now) },
    state: {
      ...fresh,
      ...{ parameters: { ...fresh.parameters, query: 'lap' }, scaffolded: true, activity: { kind: 'live' } },
      live: { rate: 40, paused: false, events: 1240, outcomes: { Admitted: 1000, Refused: 240 } },
    } satisfies LabState,
  }),
  lost: (now) => ({
    ...{ pattern, state: halfway, trace: trace(now), live: live(now) },
    connection: {
      ...connection,
      environment: 'production',
      state: 'reconnecting',
      retryAt: now + 4000,
      problem: 'Lost the connection to shop-dev (ECONNRESET).',
    },
  }),
};

describe('how the lab looks', () => {
  let browser: Browser;
  let context: BrowserContext;
  let lab: PanelPage<LabContract> | undefined;

  before(async () => {
    ({ browser, context } = await openBrowser());
  });

  afterEach(async () => {
    await lab?.close();
  });

  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    for (const [size, [width, height]] of Object.entries(SIZES)) {
      it(`fits and has names: ${theme}, ${size}`, async () => {
        for (const [state, load] of Object.entries(STATES)) {
          lab = await openPanelPage(context, 'lab', labHost(() => load(Date.now())).handlers, { theme, width, height });
          await lab.page.locator('.lab').waitFor();
          await lab.page.waitForTimeout(100); // fonts and first animations
          await assertFits(lab.page, state);
          await assertNamed(lab.page);
          await lab.screenshot(`lab-${state}-${theme}-${size}`);
          assert.deepEqual(lab.errors, []);
          await lab.close();
        }
      });
    }
  }
});
