import * as fs from 'node:fs';
import * as path from 'node:path';
import { Lab } from '../lab';
import { repositoryRoot } from '../repository';
import type { DemoRedis } from '../servers/forDemo';
import { installVSCode } from '../vscode/install';
import { openWorkbench, type Workbench } from '../vscode/workbench';
import { demoEnvironment, demoExtensions } from './driver';

/**
 * The demo without a person: opens the workbench headless, runs the leaderboard in its lab, takes screenshots into dist/demo
 * and says what was seen. Answers the process's exit code.
 */
export async function checkDemo(redis: DemoRedis, say: (line: string) => void): Promise<number> {
  const screenshots = path.join(repositoryRoot(), 'dist', 'demo');
  fs.rmSync(screenshots, { recursive: true, force: true });
  say('VS Code: the server build, headless. Installing it if needed.');
  const workbench = await openWorkbench({
    extensions: demoExtensions(),
    env: demoEnvironment(redis.url),
    screenshots,
  });
  try {
    return await goThrough(workbench, redis, say);
  } catch (error) {
    say(`A picture of what was on screen: ${await workbench.screenshot('failed')}`);
    throw error;
  } finally {
    await workbench.stop();
  }
}

async function goThrough(workbench: Workbench, redis: DemoRedis, say: (line: string) => void): Promise<number> {
  await workbench.openView('Redis Patterns');
  const lab = await Lab.find(workbench);
  await lab.waitForRanking();
  const pictures = [await workbench.screenshot('1-scaffolded')];
  await lab.run();
  pictures.push(await workbench.screenshot('2-run'));
  const top = (await lab.ranking()).slice(0, 3);
  const keys = await lab.countKeys();
  pictures.push(await workbench.screenshot('3-keys'));

  say(`Redis:   ${redis.description}`);
  say(`VS Code: ${(await installVSCode()).version}`);
  say(`Keys:    ${String(keys)} demo keys made`);
  say(`Top 3:   ${top.map(({ id, score }) => `${id} ${String(score)}`).join(', ')}`);
  for (const picture of pictures) say(`Picture: ${path.relative(repositoryRoot(), picture)}`);
  if (top.length < 3 || keys === 0) throw new Error('The lab did not show a leaderboard of three and its keys.');
  return 0;
}
