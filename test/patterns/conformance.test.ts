import assert from 'node:assert/strict';
import { pattern as template } from '../../src/core/patterns/_template/index';
import type { AnyPattern } from '../../src/core/patterns/contract';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import { patternDefinitions } from '../../src/core/patterns/registry';
import type { ConnectionProfile } from '../../src/core/redis/profile';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { startCluster } from '../support/servers/cluster';
import { skip } from '../support/skip';
import { clusterAt } from '../redis/topologyHelpers';
import { demoKeys, plantForeignKeys, snapshot } from './foreignKeys';
import { connectTo, sessionOf } from './sessions';

// What every pattern must do on every server. A new folder is in it without a line here.

const FLAVOURS: readonly Flavour[] = ['redis7', 'stack', 'valkey'];
const PATTERNS: readonly AnyPattern[] = [template, ...patternDefinitions];
/** How often in a row an experiment must show what it says; the full count is for before a release. */
const EXPERIMENT_RUNS = process.env['REDIS_PATTERNS_FULL'] === '1' ? 20 : 3;

for (const flavour of FLAVOURS) {
  onServer(flavour, async (context) => {
    const server = await startServer(flavour, { binary: await need(context, flavour) });
    return { servers: [server], profile: {}, stop: () => server.stop() };
  });
}

onServer('a cluster of three', async (context) => {
  const cluster = await startCluster({ server: { binary: await need(context, 'redis7') } });
  return { servers: cluster.primaries, profile: clusterAt(cluster.primaries), stop: () => cluster.stop() };
});

interface Deployment {
  /** That hold keys. */
  readonly servers: readonly RunningServer[];
  readonly profile: Partial<ConnectionProfile>;
  stop(): Promise<void>;
}

function onServer(title: string, start: (context: Mocha.Context) => Promise<Deployment>): void {
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
      await plantForeignKeys(clients, 50);
      foreign = await snapshot(clients);
    });

    after(async () => {
      connection?.dispose();
      for (const client of clients) client.close();
      await deployment?.stop();
    });

    for (const pattern of PATTERNS) {
      for (const variant of pattern.variants) {
        describe(`${pattern.id}, ${variant.title}`, () => {
          let session: DemoSession | undefined;

          before(function () {
            session = sessionOf(pattern, ready());
            const choice = session.variants().find(({ id }) => id === variant.id);
            if (choice?.unavailable === undefined) session.setVariant(variant.id);
            else skip(this, choice.unavailable);
          });

          after(async () => {
            await session?.cleanUp().catch(() => 0);
            session?.dispose();
          });

          conforms(pattern, {
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
  session(): DemoSession;
  clients(): readonly RespClient[];
  connection(): RedisConnection;
  foreign(): ReadonlyMap<string, string>;
}

function conforms(pattern: AnyPattern, given: Given): void {
  it('scaffolds keys that all expire, under its own prefix', async () => {
    await given.session().scaffold();
    await assertAllExpire(given);
  });

  for (const step of pattern.steps) {
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
    for (const block of blocks) {
      if (block.kind === 'figures') for (const figure of block.figures) assert.ok(figure.source, figure.label);
      else if (block.kind !== 'note') assert.match(block.source.command, /^[A-Z]/);
    }
    assert.deepEqual(await writes(given.clients()), before);
  });

  it(`shows the naive fault and the right way's absence of it, ${String(EXPERIMENT_RUNS)} times in a row`, async () => {
    for (let run = 0; run < EXPERIMENT_RUNS; run += 1) {
      const { rules, explanation } = await given.session().runExperiment();
      assert.ok(rules.some(({ lane }) => lane === 'naive') && rules.some(({ lane }) => lane === 'right'));
      for (const rule of rules) assert.ok(rule.holds, `run ${String(run + 1)}: ${rule.text}`);
      assert.ok(explanation.length > 20);
    }
    await assertAllExpire(given);
  });

  it('runs beside a second copy of itself, each with its own keys', async () => {
    const second = sessionOf(pattern, given.connection());
    await second.scaffold();
    const mine = (await demoKeys(given.clients())).size;
    const deleted = await second.cleanUp();
    assert.ok(deleted > 0);
    assert.equal((await demoKeys(given.clients())).size, mine - deleted);
    assert.ok((await given.session().keys(1000)).length > 0, 'the first copy still has its keys');
    second.dispose();
  });

  it('is found again by its instance after the window was loaded again, and cleaned up to the last key', async () => {
    const there = (await demoKeys(given.clients())).size;
    const again = sessionOf(pattern, given.connection(), given.session().instance);
    assert.ok((await again.keys(1000)).length > 0);
    assert.equal(await again.cleanUp(), there, 'clean-up tells how many keys there were');
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

async function assertAllExpire(given: Given): Promise<void> {
  const base = `redis-patterns:${given.session().pattern.id}:`;
  for (const [name, ttl] of await demoKeys(given.clients())) {
    assert.ok(name.startsWith(base), `${name} is not under ${base}`);
    assert.ok(ttl > 0, `${name} never expires`);
    assert.ok(ttl <= 600, `${name} outlives the demo by far: ${String(ttl)} s`);
  }
}

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
