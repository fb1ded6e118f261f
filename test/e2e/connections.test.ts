import assert from 'node:assert/strict';
import { Lab } from '../support/lab';
import type { RunningCluster } from '../support/servers/cluster';
import { startCluster } from '../support/servers/cluster';
import { freePort } from '../support/servers/freePort';
import { need } from '../support/servers/need';
import { connectResp, withClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { readBrowserStorage } from '../support/vscode/browserStorage';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';
import { addConnection, fillConnection } from './connecting';

// The ways in, as a person takes them: tried before they are kept, with a way back, and careful on production.

describe('making connections', () => {
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

  /** Presses Test Connection and reads what came of it. */
  async function tried(): Promise<string> {
    const { quickInput } = workbench;
    await quickInput.pick('Test Connection');
    const row = quickInput.row('Test Connection');
    await untilTrue('it was tried', async () => !/Trying|Test Connection$/.test((await row.innerText()).trim()));
    return row.innerText();
  }

  /** The answer just given was not taken, and why. */
  async function refused(why: RegExp): Promise<void> {
    await untilTrue(String(why), async () => why.test(await workbench.quickInput.message()));
  }

  it('tries a connection before it is kept: the exact reason, or what was found', async () => {
    const nobody = `127.0.0.1:${String(await freePort())}`;
    await fillConnection(workbench, { url: nobody, name: 'nobody' });
    assert.match(await tried(), /Nothing listens|refused/i);
    await workbench.screenshot('tried-in-vain');
    await workbench.quickInput.cancel();
    assert.deepEqual(await workbench.tree('Connections').texts(), [], 'nothing was kept');

    const url = `127.0.0.1:${String(server.port)}`;
    await fillConnection(workbench, { url, name: 'shop', password: 'wrong' });
    assert.match(await tried(), /WRONGPASS/);
    // Back to the password, which is the fourth step, and on again.
    for (const step of ['7/8', '6/8', '5/8', '4/8']) {
      await workbench.page.getByRole('button', { name: 'Back' }).click();
      await workbench.quickInput.waitForStep(step);
    }
    await workbench.quickInput.submit('correct horse');
    await workbench.quickInput.waitForStep('5/8');
    await workbench.quickInput.submit('shop');
    await workbench.quickInput.pick('Development');
    await workbench.quickInput.pick('Read and write');
    await workbench.quickInput.waitForStep('8/8');
    assert.match(await tried(), /Connected: Redis \d/);
    await workbench.screenshot('tried');
    await workbench.quickInput.pick('Save and Connect');
    await workbench.quickInput.waitUntilClosed();
    assert.match(await workbench.statusBarItem('shop'), /shop/);
  });

  it('takes the fields one by one, and shows the database that is in use', async () => {
    const { quickInput } = workbench;
    await workbench.runCommand('Redis Patterns: Add Connection...');
    await quickInput.waitForStep('1/8');
    await quickInput.pick('One server, field by field');
    await quickInput.waitForStep('2/8');
    await quickInput.submit(`127.0.0.1:${String(server.port)}`);
    await untilTrue('the user is asked for', async () => /ACL user/.test(await quickInput.message()));
    await quickInput.submit('default');
    await untilTrue('the database is asked for', async () => /Number of the database/.test(await quickInput.message()));
    await quickInput.submit('four');
    await refused(/whole number/);
    await quickInput.submit('4');
    await quickInput.waitForStep('3/8');
    await quickInput.pick('No TLS');
    await quickInput.waitForStep('4/8');
    await quickInput.submit('correct horse');
    await quickInput.waitForStep('5/8');
    await quickInput.submit('fields');
    await quickInput.pick('Development');
    await quickInput.pick('Read and write');
    await quickInput.pick('Save and Connect');
    await quickInput.waitUntilClosed();
    assert.match(await workbench.statusBarItem('fields'), /db4/);
    await workbench.tree('Connections').expand('fields');
    await workbench.tree('Connections').find('db4');
    await workbench.tree('Connections').clickMenu('fields', 'Use Another Database...');
    await quickInput.submit('0');
    await untilTrue('it uses 0', async () => !/db4/.test(await workbench.statusBarItem('fields')));
  });

  it('keeps the password nowhere in plain text, where the connection itself is found', async () => {
    let kept = '';
    await untilTrue('the connection is kept', async () => {
      // Without what quotes within quotes are marked by.
      kept = (await readBrowserStorage(workbench.page)).replaceAll('\\', '');
      return kept.includes(`"name":"shop"`) && kept.includes(`"port":${String(server.port)}`);
    });
    assert.match(kept, /secrets\.provider/, 'the secret store is among it');
    assert.ok(!kept.includes('correct horse'), 'the password is not');
    assert.ok(!kept.includes(Buffer.from('correct horse').toString('base64')));
  });

  it('asks on production for the name before it puts load on the server', async () => {
    await addConnection(workbench, {
      ...{ url: `127.0.0.1:${String(server.port)}`, name: 'live', password: 'correct horse' },
      ...{ environment: 'Production', access: 'Read and write' },
    });
    // Until it is the active one, a lab opens on the connection before it, where nothing is asked.
    await workbench.statusBarItem(/live · production/);
    await workbench.tree('Patterns').click('Leaderboard');
    const lab = await Lab.find(workbench);
    await lab.click('experiment');
    assert.match(await workbench.notifications.readDialog(), /production server "live"/);
    await workbench.notifications.clickDialog('Run Experiment');
    await workbench.quickInput.submit('shop');
    await refused(/That is not "live"/);
    await workbench.screenshot('production-by-name');
    const used = async () =>
      withClient(server.address, async (client) => {
        await client.call('AUTH', 'correct horse');
        return client.text('DBSIZE');
      });
    assert.equal(await used(), 0, 'nothing was written yet');
    await workbench.quickInput.submit('live');
    await lab.waitForText('Run again');
  });

  describe('to a cluster', () => {
    let cluster: RunningCluster;

    before(async function () {
      cluster = await startCluster({ server: { binary: await need(this, 'redis7') } });
    });

    after(() => cluster.stop());

    it('is told some nodes, and the inspector says which node and slot a key is on', async () => {
      const { quickInput } = workbench;
      const [first, second] = cluster.primaries.map(({ port }) => `127.0.0.1:${String(port)}`);
      await workbench.runCommand('Redis Patterns: Add Connection...');
      await quickInput.waitForStep('1/8');
      await quickInput.pick('Cluster');
      await quickInput.waitForStep('2/8');
      await quickInput.submit(`${first ?? ''}, nowhere:99999`);
      await refused(/"nowhere:99999" is not an address/);
      await quickInput.submit(`${first ?? ''}, ${second ?? ''}`);
      await untilTrue('the user is asked for', async () => /ACL user/.test(await quickInput.message()));
      await quickInput.submit('');
      await untilTrue('the map is asked for', async () => /reached from here/.test(await quickInput.message()));
      await quickInput.submit('172.18.0.2:6379=nowhere');
      await refused(/no pair of addresses/);
      await quickInput.submit('');
      await quickInput.waitForStep('3/8');
      await quickInput.pick('No TLS');
      await quickInput.waitForStep('4/8');
      await quickInput.submit('');
      await quickInput.waitForStep('5/8');
      await quickInput.submit('six');
      await quickInput.pick('Development');
      await quickInput.pick('Read and write');
      await quickInput.waitForStep('8/8');
      assert.match(await tried(), /cluster of 3 primaries/);
      await quickInput.pick('Save and Connect');
      await quickInput.waitUntilClosed();
      for (const { address } of cluster.primaries) {
        const client = await connectResp(address);
        await client.call('SET', 'foo', 'bar').catch(() => undefined); // only the node of its slot takes it
        client.close();
      }
      await workbench.tree('Keys').clickTitle('Refresh');
      await workbench.tree('Keys').click('foo');
      const facts = (await workbench.webviewFrame('#inspector .facts')).locator('.facts');
      // CRC16 of foo, of the cluster specification's own examples.
      await untilTrue('the slot is shown', async () => /slot 12182 on 127\.0\.0\.1:\d+/.test(await facts.innerText()));
      await workbench.screenshot('cluster-key');
    });
  });
});
