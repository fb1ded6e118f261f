import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { Lab } from '../support/lab';
import { freePort } from '../support/servers/freePort';
import { need } from '../support/servers/need';
import { withClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';
import { addConnection, fillConnection } from './connecting';

// What goes wrong in real life: a clear text each time, the state in tree and status bar, and the way back without a reload.

describe('trouble with the server', () => {
  let server: RunningServer;
  let sentinel: RunningServer;
  let workbench: Workbench;
  /** Takes connections, and says nothing. */
  const silent = createServer((socket) => socket.resume());

  before(async function () {
    const binary = await need(this, 'redis7');
    server = await startServer('redis7', { binary, password: 'correct horse' });
    sentinel = await startServer('redis7', {
      ...{ binary, password: 'of the sentinel' },
      sentinel: [`sentinel monitor mymaster 127.0.0.1 ${String(server.port)} 1`],
    });
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const { port } = silent.address() as AddressInfo;
    const nodes = [`127.0.0.1:${String(sentinel.port)}`];
    workbench = await openWorkbench({
      env: { SENTINEL_PASSWORD: 'not that of the sentinel' },
      settings: {
        'redisPatterns.connectTimeoutSeconds': 120,
        'workbench.editor.useModal': 'off',
        'redisPatterns.connections': [
          { name: 'silent', host: '127.0.0.1', port },
          { name: 'watched', sentinel: { master: 'mymaster', nodes, password: '${env:SENTINEL_PASSWORD}' } },
        ],
      },
    });
    await workbench.openView('Redis Patterns');
  });

  after(async () => {
    await (workbench as Workbench | undefined)?.stop();
    silent.close();
    await (sentinel as RunningServer | undefined)?.stop();
    await (server as RunningServer | undefined)?.stop();
  });

  const messages = async () => (await workbench.notifications.messages()).join('\n');

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

  it('stops a try that is cancelled, and says nothing more of it', async () => {
    await workbench.tree('Connections').clickInline('silent', 'Connect');
    await workbench.notifications.toast('Connecting to silent');
    await untilTrue('the tree says connecting', async () => (await rowOf(workbench, 'silent')).includes('connecting'));
    await workbench.screenshot('connecting');
    await workbench.notifications.click('Connecting to silent', 'Cancel');
    await untilTrue('the tree says no more', async () => !(await rowOf(workbench, 'silent')).includes('connecting'));
    await untilTrue('its link is cut', async () => (await promisify(silent.getConnections.bind(silent))()) === 0);
    await untilTrue('the notification is gone', async () => !(await messages()).includes('Connecting to silent'));
    assert.doesNotMatch(await messages(), /silent/);
  });

  it('says that the sentinel wants another password than the primary, and leads to where that stands', async () => {
    await workbench.tree('Connections').clickInline('watched', 'Connect');
    const toast = await workbench.notifications.toast(/The sentinel at .* does not take/);
    assert.match(await toast.innerText(), /sentinel\.password of the connection in settings/);
    assert.deepEqual(await toast.getByRole('button', { name: /Password|Edit|Try/ }).count(), 0);
    await workbench.screenshot('sentinel-password');
    await workbench.notifications.click('The sentinel at', 'Open Settings');
    await untilTrue('the settings are open', async () => (await workbench.editorTabs()).includes('Settings'));
    await workbench.runCommand('View: Close Editor');
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

  it('asks in the inspector too for a password that is kept nowhere', async () => {
    await withClient(server.address, async (client) => {
      await client.call('AUTH', 'correct horse');
      await client.call('SET', 'greeting', 'hello from the server');
    });
    const { quickInput } = workbench;
    await fillConnection(workbench, {
      ...{ url: `127.0.0.1:${String(server.port)}`, name: 'asking', password: 'correct horse', asksPassword: true },
    });
    await quickInput.pick('Save and Connect');
    await quickInput.waitUntilClosed();
    await workbench.statusBarItem('asking');
    // The Keys view may show the rows of the connection before it for a moment longer.
    await workbench.runCommand('Redis Patterns: Open Key...');
    await quickInput.submit('greeting');
    const frame = await workbench.webviewFrame('.inspector .name:text-is("greeting")');
    await frame.getByText('hello from the server').first().waitFor();
    await workbench.tree('Connections').clickInline('asking', 'Disconnect');
    await frame.locator('[data-action="reconnect"]').click();
    await untilTrue('it is asked for', async () => /kept nowhere/.test(await quickInput.message()));
    await workbench.screenshot('password-again');
    await quickInput.submit('correct horse');
    await untilTrue('the tree says connected', async () => (await rowOf(workbench, 'asking')).includes('connected'));
    await frame.getByText('hello from the server').first().waitFor();
  });
});

async function rowOf(workbench: Workbench, name: string): Promise<string> {
  const texts = await workbench.tree('Connections').texts();
  return texts.find((text) => text.includes(name)) ?? '';
}
