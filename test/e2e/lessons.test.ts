import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { patternDefinitions } from '../../src/core/patterns/registry';
import { untilTrue } from '../support/untilTrue';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';

// In VS Code's own Markdown preview, without any connection.

const USE_CASES = patternDefinitions.filter(({ group }) => group === 'useCase');

describe('the lessons, read in the real workbench', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ viewport: { width: 1280, height: 900 } });
  });

  after(async () => {
    await (workbench as Workbench | undefined)?.stop();
  });

  it('show each use case as its lab looks, in the shade of the theme', async () => {
    await workbench.setTheme('Default Dark Modern');
    for (const { title } of USE_CASES) {
      await workbench.runCommand('Redis Patterns: Show Lesson');
      await workbench.quickInput.fill(title);
      await workbench.quickInput.pick(title);
      const lesson = await lessonOf(title);
      assert.match((await picture(lesson).getAttribute('alt')) ?? '', /^The lab /);
      await assertPainted(lesson, title);
    }
    const [last] = USE_CASES.slice(-1);
    const lesson = await lessonOf(last?.title ?? '');
    await picture(lesson).scrollIntoViewIfNeeded();
    await workbench.screenshot('lesson-dark');
    const dark = await picture(lesson).getAttribute('src');
    await workbench.setTheme('Default Light Modern');
    await untilTrue('it is another picture', async () => (await picture(lesson).getAttribute('src')) !== dark);
    await assertPainted(lesson, 'in a light theme');
    await workbench.screenshot('lesson-light');
  });

  const lessonOf = (title: string): Promise<Frame> => workbench.webviewFrame(`h1:text-is("${title}")`);
  const picture = (lesson: Frame) => lesson.locator('p > img');

  /** Decoded by the browser, as nothing is that the preview refuses. */
  async function assertPainted(lesson: Frame, what: string): Promise<void> {
    const width = (): Promise<number> => picture(lesson).evaluate((image) => (image as HTMLImageElement).naturalWidth);
    await untilTrue(`${what}: the picture is painted`, async () => (await width()) > 300);
  }
});
