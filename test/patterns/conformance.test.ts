import assert from 'node:assert/strict';
import { pattern as template } from '../../src/core/patterns/_template/index';
import { systemClock } from '../../src/core/base/clock';
import type { Block } from '../../src/core/patterns/blocks';
import type { AnyPattern, LaneResult } from '../../src/core/patterns/contract';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import { patternDefinitions } from '../../src/core/patterns/registry';
import type { SessionTrace } from '../../src/core/patterns/session';
import type { Feature } from '../../src/core/redis/capabilities';
import type { ConnectionProfile } from '../../src/core/redis/profile';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { startCluster } from '../support/servers/cluster';
import { clusterAt } from '../redis/topologyHelpers';
import { demoKeys, plantForeignKeys, snapshot } from './foreignKeys';
import { connectTo, sessionOf } from './sessions';

// What every pattern must do on every server. A new folder is in it without a line here.

/** What a server has beyond the floor. Redis Stack: its modules, and what came with Redis 7.4. */
const FEATURES = {
  redis6: [],
  redis7: [],
  redis8: ['hashFieldTtl'],
  stack: ['json', 'search', 'searchSuggestions', 'timeSeries', 'bloom', 'hashFieldTtl'],
  valkey: [],
} satisfies Readonly<Record<Flavour, readonly Feature[]>>;
const FLAVOURS: readonly Flavour[] = ['redis6', 'redis7', 'redis8', 'stack', 'valkey'];
const PATTERNS: readonly AnyPattern[] = [template, ...patternDefinitions];
/** Of six types, in six equal parts. */
const FOREIGN_KEYS = 10_000;

/**
 * How often in a row an experiment must show what it says. All patterns twenty times on one server take half a minute; twenty
 * times everywhere, three minutes, is for before a release.
 */
function experimentRuns(server: string): number {
  return server === 'redis7' || process.env['REDIS_PATTERNS_FULL'] === '1' ? 20 : 3;
}

for (const flavour of FLAVOURS) {
  onServer(flavour, FEATURES[flavour], async (context) => {
    const server = await startServer(flavour, { binary: await need(context, flavour) });
    return { servers: [server], profile: {}, stop: () => server.stop() };
  });
}

// Where replies have other shapes on the wire: sorted sets, JSON and Search.
const SHAPED = PATTERNS.filter(({ id }) => ['leaderboard', 'inventory', 'search'].includes(id));
onServer(
  'stack over RESP3',
  FEATURES.stack,
  async (context) => {
    const server = await startServer('stack', { binary: await need(context, 'stack') });
    return { servers: [server], profile: { protocol: 3 }, stop: () => server.stop() };
  },
  SHAPED,
);

onServer('a cluster of three', [], async (context) => {
  const cluster = await startCluster({ server: { binary: await need(context, 'redis7') } });
  return { servers: cluster.primaries, profile: clusterAt(cluster.primaries), stop: () => cluster.stop() };
});

interface Deployment {
  /** That hold keys. */
  readonly servers: readonly RunningServer[];
  readonly profile: Partial<ConnectionProfile>;
  stop(): Promise<void>;
}

function onServer(
  title: string,
  features: readonly Feature[],
  start: (context: Mocha.Context) => Promise<Deployment>,
  among = PATTERNS,
): void {
  describe(`patterns on ${title}`, () => {
    let deployment: Deployment | undefined;
    let clients: readonly RespClient[] = [];
    let connection: RedisConnection | undefined;
    let foreign: ReadonlyMap<string, string>;
    const ready = (): RedisConnection => connection ?? assert.fail('not connected');

    before(async function () {
      deployment = await start(this);
      clients = await Promise.all(deployment.servers.map(({ address }) => connectResp(address)));
      connection = await connectTo(deployment.servers[0]?.port ?? 0, deployment.profile);
      await plantForeignKeys(clients, Math.ceil(FOREIGN_KEYS / 6));
      foreign = await snapshot(clients);
    });

    after(async () => {
      connection?.dispose();
      for (const client of clients) client.close();
      await deployment?.stop();
    });

    for (const pattern of among) {
      for (const variant of pattern.variants) {
        describe(`${pattern.id}, ${variant.title}`, () => {
          let session: DemoSession | undefined;
          if (variant.requires.some((feature) => !features.includes(feature))) {
            it('cannot be had here, and says why', () => {
              session = sessionOf(pattern, ready());
              const choice = session.variants().find(({ id }) => id === variant.id);
              assert.match(
                choice?.unavailable ?? '',
                /^[A-Z].* (is|are) not available on this server: using [a-z].*\.$/,
              );
              assert.throws(() => session?.setVariant(variant.id), { code: 'NOT_AVAILABLE' });
              assert.notEqual(session.state.variant, variant.id);
              session.dispose();
            });
            return;
          }

          before(() => {
            session = sessionOf(pattern, ready());
            session.setVariant(variant.id);
          });

          after(async () => {
            await session?.cleanUp().catch(() => 0);
            session?.dispose();
          });

          conforms(pattern, variant.id, {
            experimentRuns: experimentRuns(title),
            session: () => session ?? assert.fail('no session'),
            clients: () => clients,
            connection: ready,
            foreign: () => foreign,
          });
        });
      }
    }
  });
}

interface Given {
  readonly experimentRuns: number;
  session(): DemoSession;
  clients(): readonly RespClient[];
  connection(): RedisConnection;
  foreign(): ReadonlyMap<string, string>;
}

function conforms(pattern: AnyPattern, variant: string, given: Given): void {
  it('scaffolds keys that all expire, under its own prefix', async () => {
    await given.session().scaffold();
    await assertAllExpire(given);
  });

  for (const step of pattern.steps.filter(({ variants }) => variants?.includes(variant) ?? true)) {
    it(`step "${step.title}" says what it saw and leaves only keys that expire`, async () => {
      const result = await given.session().runStep(step.id);
      assert.match(result.summary, /\S{2}.*[.]$/, 'a summary is a sentence');
      await assertAllExpire(given);
    });
  }

  it('shows a view whose every number has a source, and writes nothing for it', async () => {
    const before = await writes(given.clients());
    const blocks = await given.session().view();
    assert.ok(blocks.length > 0);
    assertSources(blocks);
    assert.deepEqual(await writes(given.clients()), before);
  });

  it('simulates traffic until it is stopped, and leaves only keys that expire', async () => {
    const session = given.session();
    const { max } = pattern.live.rate;
    const enough = new Promise<void>((resolve) => {
      const listening = session.onDidChangeState(({ live }) => {
        if (live && live.events >= Math.min(max, 30)) {
          listening.dispose();
          resolve();
        }
      });
    });
    const traffic = session.runLive(max);
    await Promise.race([enough, traffic]);
    session.stop();
    await assert.rejects(traffic, { name: 'AbortError' });
    const { live, activity } = session.state;
    assert.equal(activity, undefined);
    const ended = Object.values(live?.outcomes ?? {}).reduce((sum, times) => sum + times, 0);
    assert.ok(live && ended >= live.events, 'every event ended somehow');
    await assertAllExpire(given);
  });

  it('shows what its traffic made, every number with a source', async () => {
    assertSources(await given.session().view());
  });

  it(`shows the naive fault and the right way's absence of it, ${String(given.experimentRuns)} times in a row`, async () => {
    for (let run = 0; run < given.experimentRuns; run += 1) {
      const traced: Record<string, SessionTrace['entry'][]> = { naive: [], right: [] };
      const listening = given.session().onDidTrace(({ entry, origin }) => traced[origin]?.push(entry));
      const { naive, right, rules, explanation } = await given.session().runExperiment();
      listening.dispose();
      assertCosts(naive, traced['naive'] ?? []);
      assertCosts(right, traced['right'] ?? []);
      assert.ok(rules.some(({ lane }) => lane === 'naive') && rules.some(({ lane }) => lane === 'right'));
      for (const rule of rules) assert.ok(rule.holds, `run ${String(run + 1)}: ${rule.text}`);
      assert.ok(explanation.length > 20);
    }
    await assertAllExpire(given);
  });

  it('ends its experiment when cancelled in the middle: nothing is sent any more, and what is there expires', async () => {
    const session = given.session();
    const listening = session.onDidTrace(() => {
      listening.dispose();
      session.stop();
    });
    await assert.rejects(session.runExperiment(), { name: 'AbortError' });
    assert.equal(session.state.activity, undefined);
    // Whatever was on the way has arrived once each server has answered this.
    const nodes = given.connection().nodes();
    await Promise.all(nodes.map(({ executor }) => executor.send(['PING'])));
    const before = await writes(given.clients());
    await systemClock.sleep(QUIET_MS);
    assert.deepEqual(await writes(given.clients()), before);
    await assertAllExpire(given);
  });

  it('runs beside a second copy of itself, each with its own keys', async () => {
    const second = sessionOf(pattern, given.connection());
    await second.scaffold();
    const before = lasting(await demoKeys(given.clients()));
    assert.ok((await second.cleanUp()) > 0);
    const left = [...(await demoKeys(given.clients())).keys()];
    const isSecond = (name: string): boolean => name.split(':')[2]?.replace(/[{}]/g, '') === second.instance;
    assert.deepEqual(left.filter(isSecond), []);
    for (const name of before) assert.ok(isSecond(name) || left.includes(name), `${name} is gone`);
    assert.ok((await given.session().keys(1000)).length > 0, 'the first copy still has its keys');
    second.dispose();
  });

  it('is found again by its instance after the window was loaded again, and cleaned up to the last key', async () => {
    const there = await demoKeys(given.clients());
    const again = sessionOf(pattern, given.connection(), given.session().instance);
    assert.ok((await again.keys(1000)).length > 0);
    const deleted = await again.cleanUp();
    assert.ok(deleted <= there.size && deleted >= lasting(there).length, 'clean-up tells how many keys there were');
    assert.equal((await demoKeys(given.clients())).size, 0);
    again.dispose();
  });

  it('stops when cancelled in the middle, and what it had made still expires and is cleaned up', async () => {
    const session = sessionOf(pattern, given.connection());
    let reports = 0;
    session.onDidChangeState(({ activity }) => {
      if (activity?.progress && (reports += 1) === 1) session.stop();
    });
    await assert.rejects(session.scaffold(), { name: 'AbortError' });
    assert.ok(reports > 0, 'it told how far it was');
    assert.equal(session.state.activity, undefined);
    await assertAllExpire(given);
    await session.cleanUp();
    assert.equal((await demoKeys(given.clients())).size, 0);
    session.dispose();
  });

  it('stops before anything is sent when cancelled at once', async () => {
    const session = sessionOf(pattern, given.connection());
    const scaffolding = session.scaffold();
    session.stop();
    await assert.rejects(scaffolding, { name: 'AbortError' });
    assert.equal(session.state.activity, undefined);
    assert.equal(await session.cleanUp(), 0);
    session.dispose();
  });

  it('left every foreign key as it was, byte for byte', async () => {
    assert.deepEqual(await snapshot(given.clients()), given.foreign());
  });
}

/** What a lane says that it cost is what its trace says. */
function assertCosts({ figures }: LaneResult, trace: readonly SessionTrace['entry'][]): void {
  const cost = (label: string): unknown => figures.find((figure) => figure.label === label)?.value;
  assert.equal(cost('Round trips in all'), new Set(trace.map(({ roundTrip }) => roundTrip)).size);
  assert.ok(Number(cost('Operations per second')) > 0);
}

function assertSources(blocks: readonly Block[]): void {
  for (const block of blocks) {
    if (block.kind === 'cards' && block.title === 'Newest sessions') {
      for (const { source } of block.cards) assert.match(source?.command ?? '', /^(HGETALL|JSON\.GET|PTTL|HMGET)/m);
    }
    if (block.kind === 'parts' && block.title.startsWith('Stock of')) {
      const commands = block.parts.map(({ source }) => source?.command.split(' ')[0]);
      assert.match(commands.join(' '), /^(HMGET|JSON\.GET) HVALS GET$/);
    }
    if (block.kind === 'figures') for (const figure of block.figures) assert.ok(figure.source, figure.label);
    else if (block.kind !== 'note') assert.match(block.source.command, /^[A-Z]/);
  }
}

async function assertAllExpire(given: Given): Promise<void> {
  const base = `redis-patterns:${given.session().pattern.id}:`;
  for (const [name, ttl] of await demoKeys(given.clients())) {
    assert.ok(name.startsWith(base), `${name} is not under ${base}`);
    assert.ok(ttl > 0, `${name} never expires`);
    assert.ok(ttl <= 600, `${name} outlives the demo by far: ${String(ttl)} s`);
  }
}

/** Those that do not expire by themselves while a test looks. */
function lasting(keys: ReadonlyMap<string, number>): string[] {
  return [...keys].flatMap(([name, ttl]) => (ttl > 5 ? [name] : []));
}

/** Long enough that traffic which goes on would show. */
const QUIET_MS = 150;

const WRITING =
  /^cmdstat_(set|del|unlink|hset|hincrby|zadd|zincrby|rpush|lpush|sadd|incr|incrby|eval|evalsha|expire|pexpire|xadd)\b.*?calls=(\d+)/;

/** How often each writing command was called so far. */
async function writes(clients: readonly RespClient[]): Promise<string[]> {
  const stats = await Promise.all(clients.map((client) => client.text('INFO', 'commandstats')));
  return stats.flatMap((text) =>
    String(text)
      .split('\r\n')
      .flatMap((line) => {
        const [, name, calls] = WRITING.exec(line) ?? [];
        return name === undefined ? [] : [`${name} ${String(calls)}`];
      }),
  );
}
