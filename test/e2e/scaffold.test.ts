import assert from 'node:assert/strict';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';

describe('scaffolding a project, as a person does', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ viewport: { width: 1280, height: 900 } });
  });

  after(async () => {
    await (workbench as Workbench | undefined)?.stop();
  });

  it('asks for pattern, client, form and folder, opens the source and says what to do next', async () => {
    const { page, quickInput } = workbench;
    await workbench.runCommand('Redis Patterns: Scaffold Pattern into Workspace...');
    await quickInput.pick('Leaderboard');
    await quickInput.pick('Python, redis-py');
    await workbench.screenshot('scaffold-form');
    await quickInput.pick('Example Project');
    await quickInput.pick('workspace/redis-patterns-redis-py');
    await page.locator('.monaco-editor .view-line', { hasText: 'import redis' }).first().waitFor();
    const said = await workbench.notifications.read('Leaderboard');
    await workbench.screenshot('scaffold-done');
    assert.match(said, /is in "redis-patterns-redis-py"/);
    await page.locator('.explorer-folders-view').getByText('compose.yaml').waitFor();
  });
});
