import assert from 'node:assert/strict';
import { runAudit } from '../../../src/core/audit/runAudit';
import type { RedisConnection } from '../../../src/core/redis/redisConnection';
import type { RunningCluster } from '../../support/servers/cluster';
import { startCluster } from '../../support/servers/cluster';
import { need } from '../../support/servers/need';
import { OpenConnections } from '../connectionHelpers';
import { clusterAt } from '../topologyHelpers';
import { options, pairsOf } from './auditing';

describe('an audit of a cluster', function () {
  this.timeout(60_000);
  const connections = new OpenConnections();
  let cluster: RunningCluster;
  let connection: RedisConnection;

  before(async function () {
    await need(this, 'redis7');
    cluster = await startCluster();
    connection = await connections.open(0, clusterAt(cluster.primaries.slice(0, 1)));
    // Nine of ten keys are on one server.
    const commands = Array.from({ length: 5000 }, (_, n) =>
      n % 10 === 0
        ? (['SET', `price:${String(n)}`, 'x'.repeat(250)] as const)
        : (['SET', `{shop}:item:${String(n)}`, 'x'.repeat(250), 'EX', 5000 + n] as const),
    );
    for (const command of commands) await connection.send(command);
    for (let n = 0; n < 30; n += 1) await connection.send(['SET', `session:${String(n)}`, 'x'.repeat(250)]);
  });
  after(async () => {
    connections.close();
    await cluster.stop();
  });

  it('looks at every server, and finds as on one', async () => {
    const { coverage, ...found } = await runAudit(connection, options());
    assert.deepEqual([coverage.observed, coverage.total, coverage.complete], [5030, 5030, true]);
    const pairs = pairsOf({ coverage, ...found }).filter((pair) => !/^(?:server|commands)/.test(pair));
    assert.deepEqual(pairs, ['expiry.temporary session:*', 'memory.hot {shop}:item:*']);
    const servers = found.findings.filter(({ ruleId }) => ruleId === 'server.maxmemory').map(({ subject }) => subject);
    assert.equal(new Set(servers).size, 3);
  });

  it('gives each server its share of a sample, as its share of the keys is', async () => {
    const { coverage, namespaces } = await runAudit(connection, options({ keys: 2500 }));
    assert.equal(coverage.complete, false);
    const items = namespaces.find(({ name }) => name === '{shop}:item:*')?.keys ?? 0;
    assert.ok(
      Math.abs(items / coverage.observed - 4500 / 5030) < 0.1,
      `${String(items)} of ${String(coverage.observed)}`,
    );
  });
});
