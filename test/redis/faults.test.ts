import assert from 'node:assert/strict';
import { systemClock } from '../../src/core/base/clock';
import { seededRandom, systemRandom } from '../../src/core/base/random';
import { KeyScan } from '../../src/core/keyspace/scan';
import { NamespaceTree } from '../../src/core/keyspace/namespaceTree';
import { readKeyValue } from '../../src/core/keyspace/readKeyValue';
import { DemoSession } from '../../src/core/patterns/demoSession';
import { pattern } from '../../src/core/patterns/leaderboard/index';
import type { ExperimentResult } from '../../src/core/patterns/session';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import type { Operation } from './faultLane';
import { count, FaultLane } from './faultLane';
import { increments } from './faultIncrements';

const SEED = 3;
const LANES = 8;
/** Faults of each lane: few where an operation takes long. */
const FAULTS = { scan: 7, read: 6, run: 5, experiment: 2, increments: 5 } as const;
const KEYS = 5000;
const ROWS = Array.from({ length: 190 }, (_, n) => `row ${String(n)} ${'x'.repeat(n)}`);
/** Sent by us alone, not by connecting, and by no script: the server must not have counted more of them than we sent. */
const COUNTED = ['INCR', 'MULTI', 'EXEC', 'EVALSHA', 'EVAL', 'UNLINK', 'SCAN'];

describe('Faults between us and the server', function () {
  this.timeout(60_000);
  const unhandled: unknown[] = [];
  const warnings: Error[] = [];
  const onUnhandled = (error: unknown): void => {
    unhandled.push(error);
  };
  const onWarning = (warning: Error): void => {
    warnings.push(warning);
  };
  const outcomes = new Map<string, number>();
  const sent = new Map<string, number>();
  let server: RunningServer;
  let truth: RespClient;

  before(async function () {
    process.on('unhandledRejection', onUnhandled);
    process.on('warning', onWarning);
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    truth = await connectResp(server.address);
    await truth.pipeline(Array.from({ length: KEYS }, (_, n) => ['SET', nameOf(n), n]));
    await truth.call('RPUSH', 'rows', ...ROWS);
    await truth.call('CONFIG', 'RESETSTAT');
  });
  afterEach(() => {
    assert.deepEqual(unhandled, []);
    // Of too many listeners: something was not let go.
    assert.deepEqual(warnings, []);
  });
  after(async () => {
    process.off('unhandledRejection', onUnhandled);
    process.off('warning', onWarning);
    (truth as RespClient | undefined)?.close();
    await (server as RunningServer | undefined)?.stop();
    for (const [outcome, times] of [...outcomes].sort()) console.log(`      ${outcome} ${String(times)}`);
  });

  /** Several lanes side by side, each harmed at points of its own. */
  async function harm<R>(
    what: keyof typeof FAULTS,
    operationOf: (lane: number, at: RedisConnection) => Operation<R>,
    commandTimeoutMs = 700,
  ): Promise<void> {
    await Promise.all(
      Array.from({ length: LANES }, async (_, lane) => {
        const own = await FaultLane.open(
          server.port,
          seededRandom(SEED + Object.keys(FAULTS).indexOf(what) * LANES + lane),
          truth,
        );
        try {
          const connection = await own.connect(commandTimeoutMs);
          await own.harm(connection, operationOf(lane, connection), FAULTS[what]);
        } finally {
          await own.close();
        }
        for (const [name, times] of own.outcomes) count(outcomes, name, times);
        for (const [name, times] of own.sent) count(sent, name, times);
      }),
    );
  }

  it('never make a scan miss a key or invent one', async () => {
    await harm('scan', () => ({ run: scanOwn, check: assertAllNames }));
  });

  it('let a scan go on where it stood', async () => {
    const lane = await FaultLane.open(server.port, seededRandom(SEED), truth);
    const connection = await lane.connect(700);
    const tree = new NamespaceTree([':']);
    const scan = new KeyScan(connection, { match: 'scan:*', count: 500 });
    lane.proxy.arm({ kind: 'half', way: 'toClient', at: 30_000, delayMs: 0 });
    await assert.rejects(
      scan.rest((names) => tree.add(names)),
      { code: 'CONNECTION_LOST' },
    );
    assert.ok(tree.size > 0 && tree.size < KEYS, `stopped half-way, at ${String(tree.size)}`);
    await connection.connect();
    await scan.rest((names) => tree.add(names));
    assert.equal(tree.size, KEYS);
    await lane.close();
    for (const [name, times] of lane.sent) count(sent, name, times);
  });

  it('never show a wrong row of a key', async () => {
    await harm('read', () => ({
      run: (connection, signal) => readKeyValue(connection, Buffer.from('rows'), { signal }),
      async check(read, client) {
        assert.ok(read?.content.kind === 'list');
        assert.deepEqual(read.content.rows.map(String), await client.text('LRANGE', 'rows', 0, -1));
      },
    }));
  });

  it('never leave a run of the leaderboard half told', async () => {
    await harm('run', (_, connection) => {
      const session = leaderboard(connection);
      return {
        run: async (_connection, signal) => {
          await session.runRest(signal);
          return rankingOf(session);
        },
        check: async (ranking, client) => {
          const board = boardOf(session);
          assert.deepEqual(ranking, await client.text('ZRANGE', board, 0, 9, 'REV', 'WITHSCORES'));
        },
      };
    });
  });

  it('never make an experiment judge what it did not see', async () => {
    await harm(
      'experiment',
      (_, connection) => {
        const session = leaderboard(connection);
        return {
          run: (_connection, signal) => session.runExperiment(signal),
          check: assertJudged,
        };
        // Reading 20 000 players takes its time, in eight lanes at once.
      },
      1500,
    );
  });

  it('never carry out an increment twice, nor lose one that was acknowledged', async () => {
    const asked = new Map<string, 'acknowledged' | 'unknown'>();
    await harm('increments', (lane) => ({
      run: (connection, signal) => increments(connection, signal, lane, asked),
      check: () => Promise.resolve(),
    }));
    const names = [...asked.keys()];
    const values = await truth.pipeline(names.map((name) => ['GET', name]));
    const applied = values.map((value) => (value === null ? 0 : Number(String(value))));
    names.forEach((name, index) => {
      assert.ok((applied[index] ?? 0) <= 1, `${name} was applied ${String(applied[index])} times`);
      if (asked.get(name) === 'acknowledged') assert.equal(applied[index], 1, `${name} was acknowledged`);
    });
    const total = applied.reduce((sum, value) => sum + value, 0);
    const acknowledged = [...asked.values()].filter((state) => state === 'acknowledged').length;
    console.log(
      `      increments: ${String(names.length)} asked for, ${String(acknowledged)} acknowledged, ${String(total)} applied`,
    );
    assert.ok(acknowledged <= total && total <= names.length);
  });

  it('happened 200 times, and nothing was sent twice', async () => {
    const happened = [...outcomes.values()].reduce((sum, times) => sum + times, 0);
    assert.equal(happened, 200);
    const stats = String(await truth.text('INFO', 'commandstats'));
    for (const name of COUNTED) {
      const calls = Number(new RegExp(`cmdstat_${name.toLowerCase()}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
      const own = sent.get(name) ?? 0;
      assert.ok(calls <= own, `${name}: the server was asked ${String(calls)} times, we sent ${String(own)}`);
    }
  });
});

function nameOf(n: number): string {
  return `scan:${String(n % 7)}:${String(n)}`;
}

async function scanOwn(connection: RedisConnection, signal: AbortSignal): Promise<NamespaceTree> {
  const tree = new NamespaceTree([':']);
  await new KeyScan(connection, { match: 'scan:*', count: 500 }).rest((names) => tree.add(names), signal);
  return tree;
}

function assertAllNames(tree: NamespaceTree): Promise<void> {
  assert.equal(tree.size, KEYS);
  const [scan] = tree.children(Buffer.alloc(0), { limit: 10 }).items;
  assert.ok(scan?.kind === 'namespace' && scan.count === KEYS);
  const groups = tree.children(scan.path, { limit: 10 }).items;
  assert.equal(groups.length, 7);
  const names = groups.flatMap((group) =>
    group.kind === 'namespace' ? tree.children(group.path, { limit: KEYS }).items : [],
  );
  const seen = new Set(names.map((item) => (item.kind === 'key' ? String(item.key) : '')));
  for (let n = 0; n < KEYS; n++) assert.ok(seen.has(nameOf(n)), nameOf(n));
  return Promise.resolve();
}

function leaderboard(connection: RedisConnection): DemoSession {
  return new DemoSession({
    ...{ pattern, connection, prefix: 'redis-patterns', ttlSeconds: 600 },
    ...{ clock: systemClock, random: systemRandom },
  });
}

/** What the lab paints, as ZRANGE … WITHSCORES would answer it. */
async function rankingOf(session: DemoSession): Promise<string[]> {
  const ranking = (await session.view()).find((block) => block.kind === 'ranking');
  return (ranking?.rows ?? []).slice(0, 10).flatMap(({ id, value }) => [id, String(value)]);
}

function boardOf({ instance }: DemoSession): string {
  return `redis-patterns:leaderboard:{${instance}}:board:all`;
}

function assertJudged({ rules }: ExperimentResult): Promise<void> {
  assert.ok(rules.length > 3);
  for (const rule of rules) assert.equal(rule.holds, true, rule.text);
  return Promise.resolve();
}
