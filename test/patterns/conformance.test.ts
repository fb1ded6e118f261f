import assert from 'node:assert/strict';
import { pattern as template } from '../../src/core/patterns/_template/index';
import type { AnyPattern } from '../../src/core/patterns/contract';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import { patternDefinitions } from '../../src/core/patterns/registry';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { skip } from '../support/skip';
import { demoKeys, plantForeignKeys, snapshot } from './foreignKeys';
import { connectTo, sessionOf } from './sessions';

// What every pattern must do on every server. A new folder is in it without a line here.

const FLAVOURS: readonly Flavour[] = ['redis7', 'stack', 'valkey'];
const PATTERNS: readonly AnyPattern[] = [template, ...patternDefinitions];
/** How often in a row an experiment must show what it says; the full count is for before a release. */
const EXPERIMENT_RUNS = process.env['REDIS_PATTERNS_FULL'] === '1' ? 20 : 3;

for (const flavour of FLAVOURS) {
  describe(`patterns on ${flavour}`, () => {
    let server: RunningServer;
    let client: RespClient;
    let connection: RedisConnection;
    let foreign: ReadonlyMap<string, string>;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
      connection = await connectTo(server.port);
      await plantForeignKeys(client, 50);
      foreign = await snapshot(client);
    });

    after(async () => {
      (connection as RedisConnection | undefined)?.dispose();
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    for (const pattern of PATTERNS) {
      for (const variant of pattern.variants) {
        describe(`${pattern.id}, ${variant.title}`, () => {
          let session: DemoSession;

          before(function () {
            session = sessionOf(pattern, connection);
            const choice = session.variants().find(({ id }) => id === variant.id);
            if (choice?.unavailable === undefined) session.setVariant(variant.id);
            else skip(this, choice.unavailable);
          });

          after(async () => {
            await session.cleanUp().catch(() => 0);
            session.dispose();
          });

          conforms(pattern, {
            session: () => session,
            client: () => client,
            connection: () => connection,
            foreign: () => foreign,
          });
        });
      }
    }
  });
}

interface Given {
  session(): DemoSession;
  client(): RespClient;
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
    const before = await given.client().text('INFO', 'commandstats');
    const blocks = await given.session().view();
    assert.ok(blocks.length > 0);
    for (const block of blocks) {
      if (block.kind === 'figures') for (const figure of block.figures) assert.ok(figure.source, figure.label);
      else if (block.kind !== 'note') assert.match(block.source.command, /^[A-Z]/);
    }
    assert.deepEqual(writes(String(await given.client().text('INFO', 'commandstats'))), writes(String(before)));
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
    const mine = (await demoKeys(given.client())).size;
    const deleted = await second.cleanUp();
    assert.ok(deleted > 0);
    assert.equal((await demoKeys(given.client())).size, mine - deleted);
    assert.ok((await given.session().keys(1000)).length > 0, 'the first copy still has its keys');
    second.dispose();
  });

  it('is found again by its instance after the window was loaded again, and cleaned up to the last key', async () => {
    const there = (await demoKeys(given.client())).size;
    const again = sessionOf(pattern, given.connection(), given.session().instance);
    assert.ok((await again.keys(1000)).length > 0);
    assert.equal(await again.cleanUp(), there, 'clean-up tells how many keys there were');
    assert.equal((await demoKeys(given.client())).size, 0);
    again.dispose();
  });

  it('stops at once when cancelled, and what it had made still expires and is cleaned up', async () => {
    const session = sessionOf(pattern, given.connection());
    const scaffolding = session.scaffold();
    session.stop();
    await assert.rejects(scaffolding, { name: 'AbortError' });
    assert.equal(session.state.activity, undefined);
    await assertAllExpire(given);
    await session.cleanUp();
    assert.equal((await demoKeys(given.client())).size, 0);
    session.dispose();
  });

  it('left every foreign key as it was, byte for byte', async () => {
    assert.deepEqual(await snapshot(given.client()), given.foreign());
  });
}

async function assertAllExpire(given: Given): Promise<void> {
  const base = `redis-patterns:${given.session().pattern.id}:`;
  for (const [name, ttl] of await demoKeys(given.client())) {
    assert.ok(name.startsWith(base), `${name} is not under ${base}`);
    assert.ok(ttl > 0, `${name} never expires`);
    assert.ok(ttl <= 600, `${name} outlives the demo by far: ${String(ttl)} s`);
  }
}

const WRITING =
  /^cmdstat_(set|del|unlink|hset|hincrby|zadd|zincrby|rpush|lpush|sadd|incr|incrby|eval|evalsha|expire|pexpire|xadd)\b.*?calls=(\d+)/;

/** How often each writing command was called so far. */
function writes(stats: string): string[] {
  return stats.split('\r\n').flatMap((line) => {
    const [, name, calls] = WRITING.exec(line) ?? [];
    return name === undefined ? [] : [`${name} ${String(calls)}`];
  });
}
