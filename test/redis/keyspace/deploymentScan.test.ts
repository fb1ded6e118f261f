import assert from 'node:assert/strict';
import { DeploymentScan } from '../../../src/core/keyspace/deploymentScan';
import type { RedisConnection } from '../../../src/core/redis/redisConnection';
import { startCluster } from '../../support/servers/cluster';
import type { RunningCluster } from '../../support/servers/cluster';
import { need } from '../../support/servers/need';
import { OpenConnections } from '../connectionHelpers';

describe('scanning a cluster', () => {
  const connections = new OpenConnections();
  let cluster: RunningCluster;
  let connection: RedisConnection;
  const names = Array.from({ length: 3000 }, (_, n) => `key:${String(n)}`);

  before(async function () {
    cluster = await startCluster({ server: { binary: await need(this, 'redis7') } });
    const nodes = cluster.primaries.map(({ port }) => ({ host: '127.0.0.1', port }));
    connection = await connections.open(0, { topology: { kind: 'cluster', nodes } });
    await connection.pipeline(names.map((name) => ['SET', name, 1] as const));
  });

  after(async () => {
    connections.close();
    await (cluster as RunningCluster | undefined)?.stop();
  });

  it('finds the keys of every primary, and knows how many there are', async () => {
    const scan = await DeploymentScan.begin(connection, {});
    const found = new Set<string>();
    await scan.next((page) => {
      for (const name of page) found.add(name.toString());
    });
    assert.equal(scan.total, names.length);
    assert.deepEqual([...found].sort(), [...names].sort());
    assert.equal(scan.done, true);
  });

  it('shares the budget among the primaries, and goes on where it stopped', async () => {
    const scan = await DeploymentScan.begin(connection, { count: 50, budget: { keys: 300 } });
    const found = new Set<string>();
    const step = async (): Promise<boolean> =>
      (
        await scan.next((page) => {
          for (const name of page) found.add(name.toString());
        })
      ).done;
    assert.equal(await step(), false);
    assert.ok(scan.scanned >= 300 && scan.scanned < 900, `${String(scan.scanned)} looked at`);
    while (!(await step())) assert.ok(scan.scanned <= 2 * names.length, 'it ends');
    assert.equal(found.size, names.length);
  });
});
