import assert from 'node:assert/strict';
import { pattern as template } from '../../src/core/patterns/_template/index';
import type { AnyPattern } from '../../src/core/patterns/contract';
import { DemoSession } from '../../src/core/patterns/demoSession';
import { pattern as leaderboard } from '../../src/core/patterns/leaderboard/index';
import { systemClock } from '../../src/core/base/clock';
import { systemRandom } from '../../src/core/base/random';
import type { TraceEntry } from '../../src/core/redis/trace';
import { OpenConnections, rejection, stateOf } from '../redis/connectionHelpers';
import { LiveServer } from '../redis/liveServer';
import { withClient } from '../support/servers/respClient';
import type { Text } from '../support/servers/respClient';
import { sessionOf } from './sessions';

// What every session promises, whatever the pattern: asked of a real server, and checked by a second client.

describe('a pattern session', () => {
  const connections = new OpenConnections();
  const sessions: DemoSession[] = [];
  let server: LiveServer;

  beforeEach(async function () {
    server = await LiveServer.start(this, 'redis7');
  });
  afterEach(async () => {
    for (const session of sessions.splice(0)) session.dispose();
    connections.close();
    await server.stop();
  });

  async function open(pattern: AnyPattern = leaderboard, instance?: string): Promise<DemoSession> {
    const session = sessionOf(pattern, await connections.open(server.port), instance);
    sessions.push(session);
    return session;
  }

  const ask = (...command: (string | number)[]): Promise<Text> =>
    withClient({ port: server.port }, (client) => client.text(...command));

  it('does one activity at a time', async () => {
    const session = await open();
    const scaffolding = session.scaffold();
    await rejection(session.runRest(), 'BUSY');
    await rejection(session.cleanUp(), 'BUSY');
    assert.equal(session.state.activity?.kind, 'scaffold');
    await scaffolding;
    assert.equal(session.state.problem, undefined, 'being busy is no problem of the activity that goes on');
    assert.equal(session.state.activity, undefined);
    assert.equal((await session.runStep('top')).figures?.length, 10);
  });

  it('tells how far it is, which step runs, and what each saw', async () => {
    const session = await open();
    const seen: string[] = [];
    session.onDidChangeState(({ activity }) => {
      const { kind, step, progress } = activity ?? {};
      if (progress && kind === 'scaffold') assert.ok(progress.done > 0 && progress.done <= progress.total);
      if (step !== undefined && seen.at(-1) !== step) seen.push(step);
    });
    await session.scaffold();
    assert.equal(session.state.nextStep, leaderboard.steps[0]?.id);
    await session.runRest();
    assert.deepEqual(
      seen,
      leaderboard.steps.map(({ id }) => id),
    );
    assert.deepEqual([...session.state.stepResults.keys()], seen);
    assert.equal(session.state.nextStep, undefined);
  });

  it('takes only parameters that fit, and keeps the ones it has otherwise', async () => {
    const session = await open();
    for (const players of [9, 1_000_001, 10.5, Number.NaN, '100']) {
      assert.throws(() => session.setParameter('players', players), { code: 'INVALID_INPUT' });
    }
    assert.throws(() => session.setParameter('toString', 1), { code: 'INVALID_INPUT' });
    assert.equal(session.state.parameters['players'], 1000);
    session.setParameter('players', 10);
    await session.scaffold();
    assert.equal(await ask('ZCARD', `redis-patterns:leaderboard:{${session.instance}}:board:all`), 10);
  });

  it('sends nothing at all on a read-only connection', async () => {
    const connection = await connections.open(server.port, { readOnly: true });
    const session = sessionOf(leaderboard, connection);
    const sent: TraceEntry[] = [];
    connection.onDidTrace((entry) => sent.push(entry));
    await rejection(session.scaffold(), 'READ_ONLY_CONNECTION');
    await rejection(session.runStep('top'), 'READ_ONLY_CONNECTION');
    await rejection(session.runRest(), 'READ_ONLY_CONNECTION');
    await rejection(session.runExperiment(), 'READ_ONLY_CONNECTION');
    assert.match((await rejection(session.cleanUp(), 'READ_ONLY_CONNECTION')).message, /read-only/);
    assert.equal(session.state.problem?.code, 'READ_ONLY_CONNECTION');
    assert.deepEqual(sent, []);
    assert.deepEqual(await session.view(), [], 'looking is allowed');
  });

  it('does not write on a replica', async function () {
    const replica = await LiveServer.start(this, 'redis7', {
      args: ['--replicaof', '127.0.0.1', String(server.port), '--repl-diskless-sync-delay', '0'],
    });
    try {
      const session = sessionOf(leaderboard, await connections.open(replica.port));
      assert.match((await rejection(session.scaffold(), 'READONLY_REPLICA')).message, /replica.*primary/);
    } finally {
      await replica.stop();
    }
    assert.equal(await ask('DBSIZE'), 0);
  });

  it('does not fill a server that is nearly full, with the experiment neither', async () => {
    await ask('CONFIG', 'SET', 'maxmemory', '15mb');
    const session = await open();
    assert.match((await rejection(session.scaffold(), 'OUT_OF_MEMORY')).message, /20 MB/);
    await rejection(session.runExperiment(), 'OUT_OF_MEMORY');
    assert.equal(await ask('DBSIZE'), 0);
    await ask('CONFIG', 'SET', 'maxmemory', '100mb');
    await session.scaffold();
  });

  /** What others have on the server: none of it may go. */
  async function plantOthers(): Promise<void> {
    await ask('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    await ask('EVAL', 'for n = 1, 20000 do redis.call("SET", "other:" .. n, n) end', 0);
  }

  async function assertNothingEvicted(): Promise<void> {
    assert.match(String(await ask('INFO', 'stats')), /^evicted_keys:0\r$/m);
    assert.equal(await ask('EXISTS', 'other:1', 'other:20000'), 2);
  }

  it('makes nothing when the data would not fit, however much room there is just now', async () => {
    await plantOthers();
    await ask('CONFIG', 'SET', 'maxmemory', '60mb');
    const session = await open();
    session.setParameter('players', 1_000_000);
    assert.match((await rejection(session.scaffold(), 'OUT_OF_MEMORY')).message, /its 153 MB, so nothing was made/);
    assert.equal(await ask('DBSIZE'), 20_000);
    await assertNothingEvicted();
  });

  it('stops a scaffold before anything is evicted when others fill the server meanwhile', async () => {
    await plantOthers();
    const session = await open();
    session.setParameter('players', 1_000_000);
    let squeezed: Promise<unknown> | undefined;
    session.onDidChangeState(({ activity }) => {
      if ((activity?.progress?.done ?? 0) > 10_000) squeezed ??= ask('CONFIG', 'SET', 'maxmemory', '35mb');
    });
    const { message } = await rejection(session.scaffold(), 'OUT_OF_MEMORY');
    assert.match(message, /^Stopped: .* 20 MB .* Clean up/);
    await squeezed;
    await assertNothingEvicted();
    assert.ok((await session.cleanUp()) > 0);
  });

  for (const [what, begin] of [
    ['a scaffold of a million', (session: DemoSession) => session.scaffold()],
    ['an experiment', (session: DemoSession) => session.runExperiment()],
    ['a step that waits', (session: DemoSession) => session.runStep('ties')],
  ] as const) {
    it(`stops ${what} within a second, and no command follows`, async () => {
      const session = await open();
      if (what !== 'a scaffold of a million') await session.scaffold();
      session.setParameter('players', 1_000_000);
      const underWay = new Promise<void>((resolve) => {
        let heard = 0;
        session.onDidTrace(() => (heard += 1) === 3 && resolve());
      });
      const activity = begin(session);
      await underWay;
      const stoppedAt = systemClock.monotonic();
      session.stop();
      await assert.rejects(activity, { name: 'AbortError' });
      assert.ok(systemClock.monotonic() - stoppedAt < 1000);
      assert.equal(session.state.activity, undefined);
      assert.equal(session.state.problem, undefined, 'cancelling is not a problem');
      // What was on its way may still be carried out; nothing new is sent.
      await systemClock.sleep(100);
      const calls = await commandsSoFar();
      await systemClock.sleep(400);
      assert.equal(await commandsSoFar(), calls + 1, 'only our own INFO');
      const keys = (await ask('KEYS', '*')) as string[];
      for (const key of keys) assert.ok(Number(await ask('TTL', key)) > 0, `${key} expires`);
      assert.equal(await session.cleanUp(), keys.length);
      assert.equal(await ask('DBSIZE'), 0);
    });
  }

  it('makes the data anew when the server came back empty, without being looked at in between', async () => {
    const session = await open();
    await session.scaffold();
    await session.runStep('top');
    await server.kill();
    await stateOf(session.connection as Parameters<typeof stateOf>[0], 'reconnecting');
    await rejection(session.runStep('top'), 'NOT_CONNECTED');
    assert.equal(session.state.problem?.code, 'NOT_CONNECTED');
    await server.restart();
    await stateOf(session.connection as Parameters<typeof stateOf>[0], 'ready');
    assert.equal((await session.runStep('top')).figures?.length, 10);
    assert.equal(session.state.problem, undefined);
    assert.equal(session.state.scaffolded, true);
  });

  it('knows that its data is gone once it is looked at', async () => {
    const session = await open();
    await session.scaffold();
    await session.runStep('top');
    await session.keys(100);
    assert.ok(session.state.keyCount > 5);
    await ask('FLUSHALL');
    assert.deepEqual(await session.keys(100), []);
    const { scaffolded, keyCount, stepResults } = session.state;
    assert.deepEqual([scaffolded, keyCount, stepResults.size], [false, 0, 0]);
  });

  it('fills what a cancelled scaffold left half before a step runs', async () => {
    const session = await open();
    await session.scaffold();
    session.setParameter('players', 50_000);
    const again = session.scaffold();
    const half = session.onDidChangeState(({ activity }) => {
      if (activity?.progress) session.stop();
    });
    await assert.rejects(again, { name: 'AbortError' });
    half.dispose();
    await session.runStep('top');
    assert.equal(await ask('ZCARD', `redis-patterns:leaderboard:{${session.instance}}:board:all`), 50_000);
  });

  it('ends an activity with the reason when the connection is lost in the middle', async () => {
    const session = await open();
    session.setParameter('players', 1_000_000);
    const scaffolding = rejection(session.scaffold(), 'CONNECTION_LOST');
    await systemClock.sleep(60);
    await server.kill();
    await scaffolding;
    assert.equal(session.state.problem?.code, 'CONNECTION_LOST');
    assert.equal(session.state.activity, undefined);
  });

  it('traces what its activities send, by origin, and nothing that it reads to show', async () => {
    const session = await open();
    const heard: string[] = [];
    session.onDidTrace(({ origin }) => heard.push(origin));
    await session.scaffold();
    await session.view();
    await session.keys(100);
    await session.runStep('top');
    await session.runExperiment();
    await session.cleanUp();
    const origins = new Set(session.trace.map(({ origin }) => origin));
    assert.deepEqual([...origins].sort(), ['cleanUp', 'naive', 'right', 'scaffold', 'top']);
    assert.equal(heard.length, session.trace.length);
    const top = session.trace.filter(({ origin }) => origin === 'top');
    assert.deepEqual(
      top.map(({ entry }) => entry.command[0]),
      ['ZRANGE'],
    );
  });

  it('keeps the last 2000 traced commands', async () => {
    const session = await open(manyWrites(5000));
    let heard = 0;
    session.onDidTrace(() => (heard += 1));
    await session.scaffold();
    assert.equal(heard, 5000);
    assert.equal(session.trace.length, 2000);
    assert.deepEqual(session.trace.at(-1)?.entry.command.slice(0, 3).map(String), [
      'SET',
      `redis-patterns:template:{${session.instance}}:n:4999`,
      '1',
    ]);
  });

  it('lists no more keys than asked for, finds those behind names whose keys are gone, and deletes all', async () => {
    const session = await open(manyWrites(3000));
    await session.scaffold();
    assert.equal((await session.keys(10)).length, 10);
    assert.equal(session.state.keyCount, 3000);
    const first = Array.from(
      { length: 2500 },
      (_, n) => `redis-patterns:template:{${session.instance}}:n:${String(n)}`,
    );
    await ask('UNLINK', ...first);
    assert.equal((await session.keys(1000)).length, 500);
    assert.equal(session.state.keyCount, 500);
    assert.equal(await session.cleanUp(), 500);
    assert.equal(session.state.notice, 'Deleted 500 keys.');
    assert.equal(session.state.scaffolded, false);
    assert.equal(await session.cleanUp(), 0);
  });

  it('counts what is there, says when it is not all, and counts all of it when asked', async () => {
    const session = await open(manyWrites(6000));
    await session.scaffold();
    await session.keys(10);
    assert.deepEqual([session.state.keyCount, session.state.moreKeys], [5000, true]);
    assert.equal(await session.countKeys(), 6000);
    const gone = Array.from({ length: 5000 }, (_, n) => `redis-patterns:template:{${session.instance}}:n:${String(n)}`);
    await ask('UNLINK', ...gone);
    assert.deepEqual(await session.keys(10), [], 'too many dead names before them');
    assert.equal(session.state.scaffolded, true, 'which does not mean that all is gone');
    await session.keys(10);
    assert.equal((await session.keys(10)).length, 10);
    assert.deepEqual([session.state.keyCount, session.state.moreKeys], [1000, false]);
  });

  it('asks little, again and again, of what its traffic left', async () => {
    const session = await open(leavesDeadNames(20_000));
    await session.scaffold();
    const commandsOf = async (): Promise<number> =>
      Number(/total_commands_processed:(\d+)/.exec(String(await ask('INFO', 'stats')))?.[1]);
    const readings: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const before = await commandsOf();
      assert.equal((await session.keys(200)).length, 5);
      readings.push((await commandsOf()) - before);
    }
    assert.ok(Math.max(...readings) < 1100, `at most ${String(Math.max(...readings))} commands at once`);
    assert.ok(Math.min(...readings) < 30, `at last ${String(Math.min(...readings))} commands`);
    assert.ok((readings.at(-1) ?? 0) < 30, 'the dead names were let go');
    assert.equal(await session.cleanUp(), 5);
  });

  it('cannot write outside its own namespace', async () => {
    const naughty: AnyPattern = {
      ...template,
      async scaffold({ redis }) {
        await redis.send(['SET', 'redis-patterns:other:{1}:x', 1, 'EX', 10]);
      },
    };
    const session = await open(naughty);
    await assert.rejects(session.scaffold());
    assert.equal(await ask('DBSIZE'), 0);
  });

  it('makes an instance of its own, or goes on with the one it is given', async () => {
    const first = await open();
    const second = await open();
    assert.match(first.instance, /^[0-9a-f]{4,6}$/);
    assert.notEqual(first.instance, second.instance);
    await first.scaffold();
    const again = await open(leaderboard, first.instance);
    assert.equal(again.state.scaffolded, true, 'as far as is known');
    await again.runStep('top');
    assert.equal(await ask('DBSIZE'), 9, 'nothing was made anew');
    // An instance whose keys have expired in the meantime.
    await ask('FLUSHALL');
    const late = await open(leaderboard, first.instance);
    assert.equal((await late.runStep('top')).figures?.length, 10);
  });

  it('sets the TTL that it was given', async () => {
    const connection = await connections.open(server.port);
    const options = { pattern: leaderboard, connection, prefix: 'redis-patterns', clock: systemClock };
    const session = new DemoSession({ ...options, random: systemRandom, ttlSeconds: 77 });
    await session.runRest();
    for (const { key, ttl } of await session.keys(1000)) {
      assert.ok(ttl.kind === 'expires', key.toString());
    }
    for (const key of (await ask('KEYS', '*')) as string[]) {
      const seconds = Number(await ask('TTL', key));
      assert.ok(seconds > 0 && seconds <= 77, `${key}: ${String(seconds)}`);
    }
    session.dispose();
  });

  async function commandsSoFar(): Promise<number> {
    return Number(/total_commands_processed:(\d+)/.exec(String(await ask('INFO', 'stats')))?.[1]);
  }
});

/** A pattern that writes `count` keys in one pipeline each of 1000. */
/** Names many keys that are not there, as events that were counted a minute ago, and makes five. */
function leavesDeadNames(count: number): AnyPattern {
  return {
    ...template,
    async scaffold({ redis, keys }) {
      for (let n = 0; n < 5; n += 1) await redis.send(['SET', keys.of('n', n), 1, 'EX', 100]);
      for (let n = 0; n < count; n += 1) keys.of('event', n);
    },
  };
}

function manyWrites(count: number): AnyPattern {
  return {
    ...template,
    async scaffold({ redis, keys, ttlSeconds }) {
      for (let start = 0; start < count; start += 1000) {
        const numbers = Array.from({ length: Math.min(1000, count - start) }, (_, n) => start + n);
        await redis.pipeline(numbers.map((n) => ['SET', keys.of('n', n), 1, 'EX', ttlSeconds]));
      }
    },
  };
}
