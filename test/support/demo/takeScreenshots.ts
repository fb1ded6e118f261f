import * as fs from 'node:fs';
import * as path from 'node:path';
import { patternDefinitions } from '../../../src/core/patterns/registry';
import { Lab } from '../lab';
import { repositoryRoot } from '../repository';
import { findOrStartRedis } from '../servers/forDemo';
import type { ThemeName } from '../vscode/themes';
import type { Workbench } from '../vscode/workbench';
import { openWorkbench } from '../vscode/workbench';
import { demoEnvironment, demoExtensions } from './driver';
import { lessonPicture } from './lessonPicture';

const THEMES: readonly (readonly [ThemeName, string])[] = [
  ['Default Dark Modern', 'dark'],
  ['Default Light Modern', 'light'],
  ['Default High Contrast', 'high-contrast'],
];
const FOLDER = path.join(repositoryRoot(), 'media', 'screenshots');
const LESSONS = path.join(repositoryRoot(), 'media', 'lessons');
/** High enough that the live view of every pattern is seen whole. */
const TALL = { width: 1280, height: 1500 };
/** Long enough that the live view shows what traffic does. */
const LIVE_MS = 4000;

/** Takes the pictures of README and lessons anew, into media/screenshots, in each kind of theme. */
export async function takeScreenshots(say: (line: string) => void): Promise<void> {
  const redis = await findOrStartRedis(say);
  try {
    const workbench = await openWorkbench({
      extensions: demoExtensions(),
      env: demoEnvironment(redis.url),
      screenshots: FOLDER,
      viewport: { width: 1280, height: 800 },
    });
    try {
      await workbench.openView('Redis Patterns');
      const lab = await Lab.find(workbench);
      await lab.waitForRanking();
      await lab.run();
      await inEachTheme(workbench, lab, async (name) => {
        say(await workbench.screenshot(`lab-${name}`));
      });
      await workbench.resize(TALL.width, TALL.height);
      for (const { id, title } of patternDefinitions.filter(({ group }) => group === 'useCase')) {
        await workbench.runCommand('View: Close All Editors');
        await workbench.tree('Patterns').click(title);
        await takeLiveView(workbench, id, say);
      }
    } finally {
      await workbench.stop();
    }
  } finally {
    await redis.stop();
  }
}

/** The live view of a pattern while traffic goes on, without what is around it. */
async function takeLiveView(workbench: Workbench, id: string, say: (line: string) => void): Promise<void> {
  const lab = await Lab.find(workbench);
  await lab.click('scaffold');
  await lab.frame.locator('.blocks .block').first().waitFor();
  await lab.frame.locator('[data-action="live"]:not([disabled])').first().waitFor();
  await lab.click('live');
  await workbench.page.waitForTimeout(LIVE_MS);
  await inEachTheme(workbench, lab, async (name) => {
    const file = path.join(FOLDER, `${id}-${name}.png`);
    const png = await lab.frame.locator('.live').screenshot({ path: file });
    say(file);
    if (name === 'high-contrast') return;
    const small = path.join(LESSONS, `${id}-${name}.webp`);
    fs.writeFileSync(small, await lessonPicture(workbench.page, png));
    say(small);
  });
  await lab.click('stop');
  await lab.frame.locator('[data-action="cleanUp"]:not([disabled])').waitFor();
  await lab.click('cleanUp');
  await lab.waitForText(/^Deleted \d/);
}

async function inEachTheme(workbench: Workbench, lab: Lab, take: (name: string) => Promise<void>): Promise<void> {
  for (const [theme, name] of THEMES) {
    await workbench.setTheme(theme);
    // A webview hears of a theme a moment after the workbench has it.
    await lab.frame.locator(`body.vscode-${name}`).waitFor();
    await take(name);
  }
}
