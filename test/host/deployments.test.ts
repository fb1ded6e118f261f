import * as assert from 'node:assert/strict';
import type { RedisPatternsApi } from '../../src/api';
import type { RankingBlock } from '../../src/core/patterns/blocks';
import { type RunningCluster, startCluster } from '../support/servers/cluster';
import { need } from '../support/servers/need';
import { type RunningSentinels, startSentinels } from '../support/servers/sentinel';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { startTlsServer } from '../support/servers/tls';
import { activated, codeOf, profileOf, whenConnection } from './product';

type NewProfile = ReturnType<typeof profileOf>;

// The product, in a real extension host, on every kind of deployment: connect, run the leaderboard, scan, read, clean up.

describe('the leaderboard on every kind of deployment', function () {
  // A failover takes Sentinel and cluster several seconds by design.
  this.timeout(60_000);
  let api: RedisPatternsApi;

  before(async () => {
    api = await activated();
  });

  it('a server with ACL users', async function () {
    const aclUsers = ['app on >secret ~redis-patterns:* &* +@all -@admin -@dangerous +info'];
    const server = await startServer('redis7', { binary: await need(this, 'redis7'), aclUsers, password: 'admin' });
    await using(server, () => goThrough({ ...profileOf('acl', server.port), username: 'app' }, 'secret'));
  });

  for (const flavour of ['stack', 'valkey'] as const) {
    it(flavour, async function () {
      const server = await startServer(flavour, { binary: await need(this, flavour) });
      await using(server, () => goThrough(profileOf(flavour, server.port)));
    });
  }

  it('a Unix socket', async function () {
    const server = await startServer('redis7', { binary: await need(this, 'redis7'), unixSocket: true });
    assert.ok(server.socket);
    const endpoint = { path: server.socket };
    await using(server, () => goThrough({ ...profileOf('socket', 0), topology: { kind: 'standalone', endpoint } }));
  });

  it('TLS with a private authority and a required client certificate', async function () {
    const server = await startTlsServer('redis7', { binary: await need(this, 'redis7') });
    const { ca, client } = server.certificates;
    const tls = { verify: true, caFile: ca, certFile: client.cert, keyFile: client.key };
    await using(server, () => goThrough({ ...profileOf('tls', server.port), tls }));
  });

  it('a cluster of 3 primaries and 3 replicas, with a failover during a run', async function () {
    const cluster = await startCluster({ replicas: 1, server: { binary: await need(this, 'redis7') } });
    await using(cluster, async () => {
      const nodes = cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port }));
      await goThrough({ ...profileOf('cluster', 0), topology: { kind: 'cluster', nodes } }, undefined, () =>
        crashPrimary(cluster),
      );
    });
  });

  it('Sentinel with 3 sentinels, with a failover during a run', async function () {
    await need(this, 'redis7');
    const watched = await startSentinels({ replicas: 2 });
    await using(watched, async () => {
      const sentinels = watched.sentinels.map(({ port }) => ({ host: '127.0.0.1', port }));
      const topology = { kind: 'sentinel', masterName: watched.name, sentinels } as const;
      await goThrough({ ...profileOf('sentinel', 0), topology }, undefined, () => crashWatched(watched));
    });
  });

  async function goThrough(profile: NewProfile, password?: string, failover?: () => Promise<void>): Promise<void> {
    const { profile: added } = await api.connections.add(profile, password);
    try {
      await api.connections.connect(added.id);
      await run(added.id);
      if (!failover) return;
      await api.patterns.scaffold('leaderboard', { connectionId: added.id });
      const ended = runUntilLost(added.id);
      await failover();
      assert.match(await ended, /^(CONNECTION_LOST|NOT_CONNECTED)$/);
      await whenConnection(api, added.id, ({ state }) => state === 'ready');
      await run(added.id);
    } finally {
      await api.connections.remove(added.id);
    }
  }

  /** Runs again and again, so that one is under way whatever happens when; answers what ended it. */
  async function runUntilLost(connectionId: string): Promise<string> {
    for (;;) {
      const code = await codeOf(api.patterns.run('leaderboard', { connectionId }));
      if (code !== 'resolved') return code;
    }
  }

  async function run(connectionId: string): Promise<void> {
    const { keys } = await api.patterns.scaffold('leaderboard', { connectionId });
    const { steps } = await api.patterns.run('leaderboard', { connectionId });
    assert.ok(steps.length >= 8);
    const ranking = (await api.patterns.view('leaderboard', { connectionId })).find(isRanking);
    assert.equal(ranking?.rows.length, 11);
    const scanned = await api.keys.scan({ connectionId, match: 'redis-patterns:*' });
    const found = new Set(scanned.keys.map(String));
    for (const key of keys) assert.ok(found.has(key), `${key} is found by a scan`);
    const board = keys.find((key) => key.endsWith(':board:all')) ?? '';
    const value = await api.keys.read(board, { connectionId });
    assert.equal(value?.content.kind, 'zset');
    assert.ok((await api.patterns.cleanUp('leaderboard', { connectionId })).deleted >= keys.length);
    assert.deepEqual((await api.keys.scan({ connectionId, match: 'redis-patterns:*' })).keys, []);
  }
});

async function using(server: { stop(): Promise<void> }, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await server.stop();
  }
}

async function crashPrimary({ primaries }: RunningCluster): Promise<void> {
  await (primaries[0] as RunningServer).kill();
}

async function crashWatched({ primary }: RunningSentinels): Promise<void> {
  await primary.kill();
}

function isRanking(block: { kind: string }): block is RankingBlock {
  return block.kind === 'ranking';
}
