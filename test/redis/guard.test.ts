import assert from 'node:assert/strict';
import { CodedError } from '../../src/core/base/errors';
import { CommandTable } from '../../src/core/redis/commandTable';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { Command } from '../../src/core/redis/reply';
import { OpenConnections, rejection } from './connectionHelpers';
import { LiveServer } from './liveServer';

/**
 * What may pass without being flagged readonly, written down a second time: read, each of it, to change no data and no
 * setting. Whoever lets more through has to say so here too.
 */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['ping', 'echo', 'time', 'info', 'role', 'lastsave', 'multi', 'exec', 'discard', 'json.debug memory'],
  ...['command', 'command count', 'command docs', 'command getkeys', 'command getkeysandflags', 'command info'],
  ...['command list', 'config get', 'acl whoami', 'acl dryrun', 'acl cat', 'slowlog get', 'slowlog len'],
  ...['client id', 'client getname', 'client info', 'client list', 'client setname', 'client setinfo'],
  ...['client tracking', 'client trackinginfo', 'client no-touch', 'client getredir'],
  ...['memory usage', 'memory stats', 'memory doctor', 'memory malloc-stats', 'module list'],
  ...['latency latest', 'latency history', 'latency doctor', 'latency graph', 'latency histogram'],
  ...['object encoding', 'object freq', 'object idletime', 'object refcount'],
  ...['xinfo stream', 'xinfo groups', 'xinfo consumers', 'script exists'],
  ...['pubsub channels', 'pubsub numsub', 'pubsub numpat', 'pubsub shardchannels', 'pubsub shardnumsub'],
  ...['cluster info', 'cluster nodes', 'cluster slots', 'cluster shards', 'cluster myid', 'cluster keyslot'],
  ...['cluster countkeysinslot', 'cluster getkeysinslot', 'cluster links'],
  ...['function list', 'function stats', 'function dump'],
]);

/** Flagged readonly by the modules of Redis Stack, although they change something: none of them may pass. */
const FALSELY_READONLY = [
  ...['ft.config', 'ft.debug', 'ft.dictadd', 'ft.dictdel', 'ft.aliasadd', 'ft.aliasupdate', 'ft.aliasdel'],
  ...['ft.synadd', 'ft.synupdate', 'cf.compact', 'timeseries.forceshardsconnection'],
];

interface Listed {
  readonly command: Command;
  /** As the server flags it. */
  readonly readonly: boolean;
  readonly write: boolean;
}

/** Every command the server lists, sub-commands as commands of their own. */
async function everyCommand(admin: RedisConnection): Promise<Listed[]> {
  const table = CommandTable.parse(await admin.send(['COMMAND']));
  const all: Listed[] = [];
  const add = (command: Command, { flags }: { readonly flags: ReadonlySet<string> }): void => {
    all.push({ command, readonly: flags.has('readonly'), write: flags.has('write') });
  };
  for (const name of table.names) {
    const facts = table.lookUp(name);
    assert.ok(facts);
    add([name], facts);
    for (const [sub, subFacts] of facts.subcommands) add([name, sub], subFacts);
  }
  return all;
}

/** Whether our side refused it; what the server then says about missing arguments does not matter. */
async function isRefused(connection: RedisConnection, command: Command): Promise<boolean> {
  try {
    await connection.send(command, { timeoutMs: 2000 });
    return false;
  } catch (error) {
    assert.ok(error instanceof CodedError, String(error));
    // Else a server that a command has ended would look as if it had let all later ones through.
    assert.ok(error.code !== 'CONNECTION_LOST' && error.code !== 'NOT_CONNECTED', `${command.join(' ')} cut the link`);
    return ['READ_ONLY_CONNECTION', 'NOT_AVAILABLE', 'INVALID_INPUT'].includes(error.code);
  }
}

for (const flavour of ['redis7', 'stack', 'valkey'] as const) {
  describe(`Every command on a read-only connection to ${flavour}`, () => {
    const connections = new OpenConnections();
    let server: LiveServer;

    before(async function () {
      server = await LiveServer.start(this, flavour);
    });
    after(async () => {
      connections.close();
      await (server as LiveServer | undefined)?.stop();
    });

    it('lets through no command that the server does not flag readonly, but those on the written list', async function () {
      const admin = await connections.open(server.port);
      const connection = await connections.open(server.port, { readOnly: true });
      const counts = { tried: 0, passed: 0, byList: 0, writesTried: 0, writesPassed: 0 };
      for (const { command, readonly, write } of await everyCommand(admin)) {
        for (const typed of [command, command.map((word) => String(word).toUpperCase()) as unknown as Command]) {
          const passed = !(await isRefused(connection, typed));
          counts.tried += 1;
          if (write) counts.writesTried += 1;
          if (!passed) continue;
          counts.passed += 1;
          assert.ok(!write, `${typed.join(' ')}, which the server flags as a write, got through`);
          const listed = HARMLESS.has(command.join(' ').toLowerCase());
          assert.ok(readonly || listed, `${typed.join(' ')} got through`);
          if (!readonly) counts.byList += 1;
        }
      }
      assert.ok(counts.tried > 600 && counts.passed > 100 && counts.byList > 20, JSON.stringify(counts));
      assert.ok(counts.writesTried > 200, JSON.stringify(counts));
      if (this.test) this.test.title += ` (${JSON.stringify(counts)})`;
    });

    it('lets none through that is flagged readonly although it changes something', async function () {
      const admin = await connections.open(server.port);
      const connection = await connections.open(server.port, { readOnly: true });
      const listed = new Set((await everyCommand(admin)).map(({ command }) => command.join(' ').toLowerCase()));
      for (const name of FALSELY_READONLY) {
        if (flavour === 'stack') assert.ok(listed.has(name), `${name} is not there any more`);
        assert.ok(await isRefused(connection, [name]), `${name} got through`);
      }
    });

    it('lets only the written list through when the server hides COMMAND', async () => {
      const admin = await connections.open(server.port);
      await admin.send(['ACL', 'SETUSER', 'blind', 'on', '>pw', '~*', '+@all', '-command']);
      const connection = await connections.open(server.port, { readOnly: true, username: 'blind' }, 'pw');
      for (const { command } of await everyCommand(admin)) {
        if (await isRefused(connection, command)) continue;
        assert.ok(HARMLESS.has(command.join(' ').toLowerCase()), `${command.join(' ')} got through`);
      }
      const error = await rejection(connection.send(['GET', 'a']), 'READ_ONLY_CONNECTION');
      assert.match(error.message, /does not tell which commands only read/);
    });
  });
}

describe('A read-only connection', () => {
  const connections = new OpenConnections();
  let server: LiveServer;

  beforeEach(async function () {
    server = await LiveServer.start(this);
  });
  afterEach(async () => {
    connections.close();
    await server.stop();
  });

  it('refuses writes in every spelling and place', async () => {
    const connection = await connections.open(server.port, { readOnly: true });
    const writes: Command[][] = [
      [['SET', 'a', 'b']],
      [['sEt', 'a', 'b']],
      [['GETEX', 'a', 'PERSIST']],
      [['SORT', 'a', 'STORE', 'b']],
      [['EVAL', 'return 1', 0]],
      [['FCALL', 'f', 0]],
      [['CONFIG', 'SET', 'maxmemory', '1']],
      [['config', Buffer.from('set'), 'maxmemory', '1']],
      [['FUNCTION', 'FLUSH']],
      [['XGROUP', 'CREATE', 'a', 'g', '$', 'MKSTREAM']],
      [['CLIENT', 'KILL', 'TYPE', 'normal']],
      [['NO.SUCH.COMMAND']],
      [
        ['GET', 'a'],
        ['SET', 'a', 'b'],
      ],
      [['MULTI'], ['SET', 'a', 'b'], ['EXEC']],
    ];
    for (const commands of writes) await rejection(connection.pipeline(commands), 'READ_ONLY_CONNECTION');
    const error = await rejection(connection.send(['CONFIG', 'SET', 'requirepass', 'secret']), 'READ_ONLY_CONNECTION');
    assert.match(error.message, /^CONFIG SET was not sent/);
    assert.doesNotMatch(error.message, /secret/);
    const admin = await connections.open(server.port);
    assert.equal(await admin.send(['DBSIZE']), 0);
  });

  it('reads, also within a transaction', async () => {
    const connection = await connections.open(server.port, { readOnly: true });
    assert.equal(await connection.send(['get', 'a']), null);
    assert.equal(await connection.send(['OBJECT', 'ENCODING', 'a']), null);
    assert.equal(await connection.send(['EVAL_RO', 'return 1', 0]), 1);
    const replies = await connection.pipeline([['MULTI'], ['GET', 'a'], ['EXEC']]);
    assert.deepEqual(replies[2], [null]);
  });
});

describe('The fence around demos', () => {
  const connections = new OpenConnections();
  let server: LiveServer;
  let connection: RedisConnection;

  before(async function () {
    server = await LiveServer.start(this);
    connection = await connections.open(server.port);
  });
  after(async () => {
    connections.close();
    await server.stop();
  });

  it('lets writes through whose keys are all inside', async () => {
    const inside = connection.scope({ writePrefix: 'demo:a' });
    const commands: Command[] = [
      ['SET', 'demo:a:1', 'x'],
      ['SET', Buffer.from('demo:a:2'), 'x'],
      ['MSET', 'demo:a:1', 'x', 'demo:a:2', 'y'],
      ['ZADD', 'demo:a:z', 1, 'm'],
      ['ZUNIONSTORE', 'demo:a:u', 1, 'demo:a:z'],
      ['EVAL', 'return redis.call("SET", KEYS[1], "v")', 1, 'demo:a:e'],
      ['XGROUP', 'CREATE', 'demo:a:x', 'g', '$', 'MKSTREAM'],
      ['XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 'demo:a:x', '>'],
      ['PUBLISH', 'demo:a:c', 'm'],
      ['SCRIPT', 'LOAD', 'return 1'],
      ['MULTI'],
      ['INCR', 'demo:a:n'],
      ['EXEC'],
      ['UNLINK', 'demo:a:1', 'demo:a:2'],
    ];
    await inside.pipeline(commands);
  });

  it('refuses the whole when one key is outside, or the keys cannot be known', async () => {
    const inside = connection.scope({ writePrefix: 'demo:a' });
    const commands: Command[] = [
      ['SET', 'demo:b:1', 'x'],
      ['SET', 'demo:a', 'x'],
      ['SET', 'demo:ab:1', 'x'],
      ['MSET', 'demo:a:1', 'x', 'other', 'y'],
      ['DEL', 'demo:a:1', 'other'],
      ['RENAME', 'demo:a:1', 'other'],
      ['ZUNIONSTORE', 'other', 1, 'demo:a:z'],
      ['ZUNIONSTORE', 'demo:a:u', 2, 'demo:a:z', 'other'],
      ['SORT', 'demo:a:1', 'STORE', 'other'],
      ['SORT', 'demo:a:1', 'BY', 'other*'],
      ['EVAL', 'return 1', 0],
      ['EVAL', 'return 1', 2, 'demo:a:1', 'other'],
      ['EVAL', 'return 1', 9, 'demo:a:1'],
      ['XGROUP', 'CREATE', 'other', 'g', '$'],
      ['MIGRATE', 'h', 1, 'demo:a:1', 0, 1],
      ['PUBLISH', 'other', 'm'],
      ['FLUSHALL'],
      ['CONFIG', 'SET', 'maxmemory', 0],
      ['FUNCTION', 'FLUSH'],
      ['NO.SUCH.COMMAND', 'demo:a:1'],
    ];
    await connection.send(['SET', 'other', 'untouched']);
    for (const command of commands) {
      await rejection(inside.pipeline([['SET', 'demo:a:never', 'x'], command]), 'OUTSIDE_DEMO_PREFIX');
    }
    assert.equal(await connection.send(['EXISTS', 'demo:a:never']), 0);
    assert.equal(String(await connection.send(['GET', 'other'])), 'untouched');
  });

  it('fences off no reading', async () => {
    const inside = connection.scope({ writePrefix: 'demo:a' });
    assert.equal(String(await inside.send(['GET', 'other'])), 'untouched');
    assert.equal(String(await inside.send(['PING'])), 'PONG');
  });

  it('does not open a read-only connection', async () => {
    const readOnly = await connections.open(server.port, { readOnly: true });
    const inside = readOnly.scope({ writePrefix: 'demo:a' });
    await rejection(inside.send(['SET', 'demo:a:1', 'x']), 'READ_ONLY_CONNECTION');
  });
});
