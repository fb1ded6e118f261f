import * as path from 'node:path';
import { Lab } from '../lab';
import { repositoryRoot } from '../repository';
import { findOrStartRedis } from '../servers/forDemo';
import type { ThemeName } from '../vscode/themes';
import { openWorkbench } from '../vscode/workbench';
import { demoEnvironment, demoExtensions } from './driver';

const THEMES: readonly (readonly [ThemeName, string])[] = [
  ['Default Dark Modern', 'dark'],
  ['Default Light Modern', 'light'],
  ['Default High Contrast', 'high-contrast'],
];

/** Takes the pictures of README and lessons anew, into media/screenshots: the lab after a run, in each kind of theme. */
export async function takeScreenshots(say: (line: string) => void): Promise<void> {
  const redis = await findOrStartRedis(say);
  try {
    const workbench = await openWorkbench({
      extensions: demoExtensions(),
      env: demoEnvironment(redis.url),
      screenshots: path.join(repositoryRoot(), 'media', 'screenshots'),
      viewport: { width: 1280, height: 800 },
    });
    try {
      await workbench.openView('Redis Patterns');
      const lab = await Lab.find(workbench);
      await lab.waitForRanking();
      await lab.run();
      for (const [theme, name] of THEMES) {
        await workbench.setTheme(theme);
        // A webview hears of a theme a moment after the workbench has it.
        await lab.frame.locator(`body.vscode-${name}`).waitFor();
        say(await workbench.screenshot(`lab-${name}`));
      }
    } finally {
      await workbench.stop();
    }
  } finally {
    await redis.stop();
  }
}
