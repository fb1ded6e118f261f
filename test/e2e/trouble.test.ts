import assert from 'node:assert/strict';
import { Lab } from '../support/lab';
import { freePort } from '../support/servers/freePort';
import { need } from '../support/servers/need';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';
import { addConnection } from './connecting';

// What goes wrong in real life: a clear text each time, the state in tree and status bar, and the way back without a reload.

describe('trouble with the server', () => {
  let server: RunningServer;
  let workbench: Workbench;

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7'), password: 'correct horse' });
    workbench = await openWorkbench();
    await workbench.openView('Redis Patterns');
  });

  after(async () => {
    await (workbench as Workbench | undefined)?.stop();
    await (server as RunningServer | undefined)?.stop();
  });

  it('says that nothing listens on a wrong port', async () => {
    const port = await freePort();
    await addConnection(workbench, { url: `redis://127.0.0.1:${String(port)}`, name: 'nobody' });
    const message = await workbench.notifications.read(`127.0.0.1:${String(port)}`);
    assert.match(message, /refused|Nothing/i);
    await workbench.screenshot('wrong-port');
    await untilTrue('the tree says failed', async () => (await rowOf(workbench, 'nobody')).includes('failed'));
  });

  it('says that the password is wrong, and takes the right one', async () => {
    await addConnection(workbench, { url: `127.0.0.1:${String(server.port)}`, name: 'shop', password: 'wrong' });
    assert.match(await workbench.notifications.read('WRONGPASS'), /password/i);
    await workbench.screenshot('wrong-password');
    await workbench.notifications.click('WRONGPASS', 'Enter Password');
    await workbench.quickInput.submit('correct horse');
    await untilTrue('the tree says connected', async () => (await rowOf(workbench, 'shop')).includes('connected'));
    assert.match(await workbench.statusBarItem('shop'), /shop/);
  });

  it('keeps the lab while the server is away, says so, and goes on when it is back', async () => {
    await workbench.tree('Patterns').click('Leaderboard');
    const lab = await Lab.find(workbench);
    await lab.scaffold();
    const before = await lab.ranking();
    await server.kill();
    await lab.frame.locator('.banner').waitFor();
    await untilTrue('the tree says so', async () => (await rowOf(workbench, 'shop')).includes('reconnecting'));
    // Between two tries both count down to the next.
    await workbench.statusBarItem(/shop.*reconnecting in \d+ s/);
    await untilTrue('the tree counts too', async () => /reconnecting in \d+ s/.test(await rowOf(workbench, 'shop')));
    assert.deepEqual(await lab.ranking(), before, 'what was shown stays');
    await workbench.screenshot('server-away');
    await server.restart();
    await untilTrue(
      'the tree says connected',
      async () => (await rowOf(workbench, 'shop')).includes('connected'),
      20_000,
    );
    await lab.frame.locator('.banner').waitFor({ state: 'hidden' });
    // The server came back empty: the lab offers to scaffold anew, and that works.
    await lab.scaffold();
    assert.equal((await lab.ranking()).length, before.length);
    await workbench.screenshot('server-back');
  });

  it('shows names as they are: no link in a notification, no icon in the status bar', async () => {
    const name = '[click](command:workbench.view.explorer) $(bug)';
    await addConnection(workbench, { url: `127.0.0.1:${String(server.port)}`, name, password: 'wrong' });
    const toast = await workbench.notifications.toast('[click]');
    assert.equal(await toast.locator('.notification-list-item-message a').count(), 0);
    await workbench.notifications.click('[click]', 'Enter Password');
    await workbench.quickInput.submit('correct horse');
    await workbench.statusBarItem('[click]');
    assert.equal(await workbench.page.locator('.statusbar-item .codicon-bug').count(), 0);
  });
});

async function rowOf(workbench: Workbench, name: string): Promise<string> {
  const texts = await workbench.tree('Connections').texts();
  return texts.find((text) => text.includes(name)) ?? '';
}
