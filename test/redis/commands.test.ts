import assert from 'node:assert/strict';
import { isAbortError } from '../../src/core/base/abort';
import type { Command } from '../../src/core/redis/reply';
import { ReplyError } from '../../src/core/redis/reply';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import { ensureLoaded, runScript, scriptCommand } from '../../src/core/redis/scripts';
import type { TraceEntry } from '../../src/core/redis/trace';
import { OpenConnections, rejection } from './connectionHelpers';
import { LiveServer } from './liveServer';

describe('Commands on a ready connection', () => {
  const connections = new OpenConnections();
  let server: LiveServer;
  let connection: RedisConnection;

  before(async function () {
    server = await LiveServer.start(this);
  });
  after(async () => {
    await server.stop();
  });
  beforeEach(async () => {
    connection = await connections.open(server.port);
    await connection.send(['FLUSHALL']);
  });
  afterEach(() => {
    connections.close();
  });

  it('keeps every byte of keys and values', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    await connection.send(['SET', bytes, bytes]);
    assert.deepEqual(await connection.send(['GET', bytes]), bytes);
    assert.deepEqual(await connection.send(['KEYS', '*']), [bytes]);
    await connection.send(['HSET', 'h', 'field', bytes]);
    assert.deepEqual(await connection.send(['hgetall', 'h']), [Buffer.from('field'), bytes]);
  });

  it('reads integers exactly, and tells them from strings', async () => {
    const edge = ['9007199254740990', '-9007199254740992', '9223372036854775806', '-9223372036854775808'];
    for (const text of edge) {
      await connection.send(['SET', 'n', text]);
      const reply = await connection.send(['INCRBY', 'n', 0]);
      assert.equal(typeof reply, Number.isSafeInteger(Number(text)) ? 'number' : 'bigint');
      assert.equal(String(reply), text);
      assert.deepEqual(await connection.send(['GET', 'n']), Buffer.from(text));
    }
    assert.equal(await connection.send(['TTL', 'n']), -1);
    const nested = await connection.send(['EVAL', 'return {1, {"1", {}}, false, -5}', 0]);
    assert.deepEqual(nested, [1, [Buffer.from('1'), []], null, -5]);
    assert.equal(await connection.send(['GET', 'nothing']), null);
    assert.equal(await connection.send(['BLPOP', 'nothing', 0.01]), null);
  });

  it('answers EXEC with its refusals in place', async () => {
    const replies = await connection.pipeline([['MULTI'], ['SET', 'a', 'x'], ['INCR', 'a'], ['GET', 'a'], ['EXEC']]);
    const [set, refused, get] = replies[4] as [Buffer, ReplyError, Buffer];
    assert.equal(String(set), 'OK');
    assert.ok(refused instanceof ReplyError);
    assert.match(refused.message, /not an integer/);
    assert.equal(String(get), 'x');
  });

  it('writes what is sent in one tick, in that order, before it handles any reply', async () => {
    const values = new Map<string, unknown>();
    const other = connection.scope({ writePrefix: 'p' });
    const all = Array.from({ length: 100 }, async (_, index) => {
      // Read and then write, as a naive client does: all have read before the first one writes.
      const sender = index % 2 === 0 ? connection : other;
      const before = Number((await sender.send(['GET', 'p:count'])) ?? 0);
      values.set(String(index), before);
      await sender.send(['SET', 'p:count', before + 1]);
    });
    await Promise.all(all);
    assert.deepEqual(new Set(values.values()), new Set([0]));
    assert.deepEqual(
      [...values.keys()],
      Array.from({ length: 100 }, (_, index) => String(index)),
    );
    assert.equal(String(await connection.send(['GET', 'p:count'])), '1');
  });

  it('refuses what would change the shared link', async () => {
    const commands: Command[] = [
      ['SELECT', 1],
      ['SUBSCRIBE', 'c'],
      ['monitor'],
      ['CLIENT', 'REPLY', 'OFF'],
      ['WATCH', 'a'],
      ['QUIT'],
      ['AUTH', 'x'],
    ];
    for (const command of commands) await rejection(connection.send(command), 'NOT_AVAILABLE');
    await rejection(connection.send(['MULTI']), 'INVALID_INPUT');
    await rejection(connection.send(['EXEC']), 'INVALID_INPUT');
    assert.equal(String(await connection.send(['PING'])), 'PONG');
  });

  it('stops waiting when told, and says nothing was sent when told before', async () => {
    const early = AbortSignal.abort();
    await assert.rejects(connection.send(['SET', 'a', 'x'], { signal: early }), isAbortError);
    assert.equal(await connection.send(['EXISTS', 'a']), 0);
    const controller = new AbortController();
    const waiting = assert.rejects(connection.send(['BLPOP', 'l', 1], { signal: controller.signal }), isAbortError);
    controller.abort();
    await waiting;
    const error = await rejection(connection.send(['BLPOP', 'l', 1], { timeoutMs: 20 }), 'COMMAND_TIMEOUT');
    assert.match(error.message, /BLPOP/);
    // Both late answers are dropped and do not shift those that come after.
    assert.equal(String(await connection.send(['ECHO', 'mine'])), 'mine');
  });

  it('traces what was sent, with round trips, to the connection and to the scope that sent it', async () => {
    const all: TraceEntry[] = [];
    const scoped: TraceEntry[] = [];
    connection.onDidTrace((entry) => all.push(entry));
    const scope = connection.scope({ onTrace: (entry) => scoped.push(entry) });
    await connection.send(['SET', 'a', 'x']);
    await scope.pipeline([
      ['INCR', 'a'],
      ['GET', 'a'],
    ]);
    await rejection(scope.send(['LPUSH', 'a', 'x']), 'WRONG_TYPE');
    assert.deepEqual(
      all.map(({ command }) => command[0]),
      ['SET', 'INCR', 'GET', 'LPUSH'],
    );
    assert.deepEqual(scoped, all.slice(1));
    const [set, incr, get, push] = all;
    assert.ok(set && incr && get && push);
    assert.deepEqual(
      all.map(({ roundTrip }) => roundTrip - set.roundTrip),
      [0, 1, 1, 2],
    );
    assert.deepEqual(
      all.map(({ id }) => id - set.id),
      [0, 1, 2, 3],
    );
    assert.ok(incr.outcome.kind === 'error' && incr.outcome.error instanceof ReplyError);
    assert.ok(set.durationMs > 0 && Math.abs(set.startedAt - Date.now()) < 10_000);
  });

  it('shows no secret in the trace', async () => {
    const all: TraceEntry[] = [];
    connection.onDidTrace((entry) => all.push(entry));
    await connection.send(['ACL', 'SETUSER', 'u', 'on', '>my-secret', '~*']);
    await connection.send(['CONFIG', 'SET', 'masterauth', 'my-secret']);
    assert.equal(all.length, 2);
    assert.doesNotMatch(JSON.stringify(all), /my-secret/);
    assert.deepEqual(all[0]?.command, ['ACL', 'SETUSER', 'u', 'on', '>***', '~*']);
  });

  it('runs a script by its hash, and teaches it to a server that does not know it', async () => {
    const script = { name: 'double', lua: 'return redis.call("INCRBY", KEYS[1], ARGV[1] * 2)', keyCount: 1 };
    await connection.send(['SCRIPT', 'FLUSH']);
    const sent: string[] = [];
    connection.onDidTrace(({ command }) => sent.push(command[0]));
    assert.equal(await runScript(connection, script, ['n'], [2]), 4);
    assert.equal(await runScript(connection, script, ['n'], [2]), 8);
    assert.deepEqual(sent, ['EVALSHA', 'EVAL', 'EVALSHA']);
    await connection.send(['SCRIPT', 'FLUSH']);
    await ensureLoaded(connection, [script]);
    const replies = await connection.pipeline([scriptCommand(script, ['n'], [1]), scriptCommand(script, ['n'], [1])]);
    assert.deepEqual(replies, [10, 12]);
    assert.throws(() => scriptCommand(script, []), RangeError);
  });
});
