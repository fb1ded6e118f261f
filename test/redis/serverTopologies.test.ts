// Several servers that work together, and TLS: the set-ups that connection tests stand on.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { startCluster } from '../support/servers/cluster';
import { need } from '../support/servers/need';
import { withClient } from '../support/servers/respClient';
import { startSentinels } from '../support/servers/sentinel';
import { startTlsServer } from '../support/servers/tls';
import { until } from '../support/servers/until';

describe('test topologies', function () {
  // The first run on a machine fetches the programs.
  this.timeout(600_000);
  const cleanup: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(cleanup.splice(0).map((thing) => thing.stop()));
  });

  it('a cluster serves all slots and follows with replicas', async function () {
    await need(this, 'redis7');
    const cluster = await startCluster({ replicas: 1 });
    cleanup.push(cluster);
    const [first, , third] = cluster.primaries;
    assert.ok(first && third);
    // Slot 12182, the third primary's: the example of the cluster specification's key `foo`.
    await withClient(first.address, async (client) => {
      await assert.rejects(client.call('SET', 'foo', 'bar'), { message: `MOVED 12182 127.0.0.1:${third.port}` });
    });
    await withClient(third.address, async (client) => {
      assert.equal(await client.call('SET', 'foo', 'bar'), 'OK');
      assert.equal(await client.call('WAIT', 1, 5_000), 1);
    });
    assert.equal(cluster.replicas.length, 3);
  });

  it('sentinels name the primary, and another one after it crashed', async function () {
    await need(this, 'redis7');
    const setup = await startSentinels();
    cleanup.push(setup);
    assert.equal(await setup.currentPrimary(), setup.primary.port);
    await setup.primary.kill();
    const next = await until('the failover', async () => {
      const port = await setup.currentPrimary();
      return port === setup.primary.port ? undefined : port;
    });
    assert.equal(next, setup.replicas[0]?.port);
  });

  it('TLS lets in who has a certificate, and nobody else', async function () {
    await need(this, 'redis7');
    const server = await startTlsServer('redis7', { password: 'secret' });
    cleanup.push(server);
    assert.match(server.url, /^rediss:/);
    assert.equal(await withClient(server.address, (client) => client.call('PING')), 'PONG');
    const { ca } = server.client;
    await assert.rejects(withClient({ ...server.address, tls: { ca } }, (client) => client.call('PING')));
    await assert.rejects(withClient({ ...server.address, tls: {} }, (client) => client.call('PING')));
    await assert.rejects(withClient({ port: server.port, timeout: 2_000 }, (client) => client.call('PING')));
    const { folder } = server.certificates;
    await server.stop();
    assert.equal(fs.existsSync(folder), false);
  });
});
