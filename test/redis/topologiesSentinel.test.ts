import assert from 'node:assert/strict';
import type { ConnectionProfile } from '../../src/core/redis/profile';
import { readProfile, resolveProfile } from '../../src/core/redis/profileInput';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import { need } from '../support/servers/need';
import { withClient } from '../support/servers/respClient';
import type { RunningSentinels } from '../support/servers/sentinel';
import { startSentinels } from '../support/servers/sentinel';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { OpenConnections, rejection, stateOf } from './connectionHelpers';

function endpoint({ host, port }: { host: string; port: number }) {
  return { host, port };
}

describe('Behind Sentinel', function () {
  this.timeout(60_000);
  const connections = new OpenConnections();
  const cleanup: { stop(): Promise<void> }[] = [];
  let setup: RunningSentinels;

  function via(masterName = setup.name, natMap?: Record<string, string>): Partial<ConnectionProfile> {
    const sentinels = setup.sentinels.map(endpoint);
    return { topology: { kind: 'sentinel', masterName, sentinels, ...(natMap && { natMap }) } };
  }

  function open(changes: Partial<ConnectionProfile> = {}): Promise<RedisConnection> {
    return connections.open(0, { ...via(), ...changes });
  }

  beforeEach(async function () {
    await need(this, 'redis7');
    setup = await startSentinels();
    cleanup.push(setup);
  });
  afterEach(async () => {
    connections.close();
    await Promise.all(cleanup.splice(0).map((thing) => thing.stop()));
  });

  it('reads and writes on the primary, and leaves no link to the sentinels', async () => {
    const connection = await open({ database: 2 });
    await connection.send(['SET', 'a', 'x']);
    const { primary, sentinels } = setup;
    await withClient(primary.address, async (client) => {
      await client.call('SELECT', 2);
      assert.equal(await client.text('GET', 'a'), 'x');
      assert.match(String(await client.text('CLIENT', 'LIST')), /name=vscode-redis-patterns .*db=2 /);
    });
    assert.equal(connection.capabilities?.role.known && connection.capabilities.role.value, 'primary');
    for (const sentinel of sentinels) {
      await until('the sentinel to be left alone', async () => {
        const list = String(await withClient(sentinel.address, (client) => client.text('CLIENT', 'LIST')));
        return list.includes('vscode-redis-patterns') ? undefined : true;
      });
    }
  });

  it('follows a failover by itself after the primary crashed', async () => {
    const connection = await open();
    const states: string[] = [];
    connection.onDidChangeState(({ kind }) => states.push(kind));
    const pending = rejection(connection.send(['BLPOP', 'never', 0]), 'CONNECTION_LOST');
    await setup.primary.kill();
    await pending;
    await stateOf(connection, 'reconnecting');
    await stateOf(connection, 'ready');
    assert.deepEqual(new Set(states), new Set(['reconnecting', 'ready']));
    await connection.send(['SET', 'a', 'after']);
    const [replica] = setup.replicas;
    assert.ok(replica);
    assert.equal(await withClient(replica.address, (client) => client.text('GET', 'a')), 'after');
  });

  it('looks again when the primary was demoted without cutting the link', async () => {
    const connection = await open();
    const [replica] = setup.replicas;
    assert.ok(replica);
    // It takes the sentinels seconds to notice what was done behind their backs.
    await withClient(setup.primary.address, (client) => client.call('REPLICAOF', replica.host, replica.port));
    const error = await rejection(connection.send(['SET', 'a', 'x']), 'READONLY_REPLICA');
    assert.match(error.message, /by itself/);
    const { state } = connection;
    assert.ok(state.kind === 'reconnecting');
    await rejection(connection.connect(), 'READONLY_REPLICA');
    await withClient(setup.primary.address, (client) => client.call('REPLICAOF', 'NO', 'ONE'));
    await stateOf(connection, 'ready');
    await connection.send(['SET', 'a', 'x']);
  });

  it('does not believe a sentinel that names a replica', async () => {
    const [replica] = setup.replicas;
    assert.ok(replica);
    const natMap = { [`127.0.0.1:${String(setup.primary.port)}`]: `127.0.0.1:${String(replica.port)}` };
    const connection = connections.make(0, via(undefined, natMap));
    const error = await rejection(connection.connect(), 'READONLY_REPLICA');
    assert.match(error.message, /failover is under way/);
  });

  it('goes where the address map says', async () => {
    const other = await startServer('redis7');
    cleanup.push(other);
    const natMap = { [`127.0.0.1:${String(setup.primary.port)}`]: `localhost:${String(other.port)}` };
    const connection = await connections.open(0, via(undefined, natMap));
    await connection.send(['SET', 'mapped', 'yes']);
    assert.equal(await withClient(other.address, (client) => client.text('GET', 'mapped')), 'yes');
    const bad = connections.make(0, via(undefined, { [`127.0.0.1:${String(setup.primary.port)}`]: 'nowhere' }));
    const error = await rejection(bad.connect(), 'INVALID_INPUT');
    assert.match(error.message, /"nowhere", which is no host:port/);
  });

  it('lists the names that are known when the one asked for is not', async () => {
    const error = await rejection(connections.make(0, via('nobody')).connect(), 'NOT_FOUND');
    assert.match(error.message, /no primary named "nobody"\. It knows "mymaster"/);
  });

  it('asks the next sentinel when one is gone or silent', async () => {
    const [first, second] = setup.sentinels;
    assert.ok(first && second);
    await first.kill();
    process.kill(second.pid, 'SIGSTOP');
    try {
      const connection = await open();
      await connection.send(['PING']);
    } finally {
      process.kill(second.pid, 'SIGCONT');
    }
  });

  it('tells sentinels that are down from a primary that is', async () => {
    await setup.primary.kill();
    const down = await rejection(connections.make(0, via()).connect(), 'CONNECT_REFUSED');
    assert.match(down.message, new RegExp(`The primary of "mymaster".*127\\.0\\.0\\.1:${String(setup.primary.port)}`));
    await Promise.all(setup.sentinels.map((sentinel) => sentinel.kill()));
    const none = await rejection(connections.make(0, via()).connect(), 'CONNECT_REFUSED');
    assert.match(none.message, /None of the 3 sentinels can be asked.*Nothing listens at 127\.0\.0\.1:/);
  });

  it('says when the address is a server and not a sentinel, and when a sentinel wants a password', async () => {
    const plain = { topology: { kind: 'sentinel', masterName: 'm', sentinels: [endpoint(setup.primary)] } } as const;
    const error = await rejection(connections.make(0, plain).connect(), 'NOT_AVAILABLE');
    assert.match(error.message, /not a sentinel/);
    const [sentinel] = setup.sentinels;
    await withClient((sentinel as RunningServer).address, (client) =>
      client.call('ACL', 'SETUSER', 'default', 'resetpass', '>sentinel-password'),
    );
    const one = [endpoint(sentinel as RunningServer)];
    const locked = connections.make(0, { topology: { kind: 'sentinel', masterName: 'mymaster', sentinels: one } });
    assert.match((await rejection(locked.connect(), 'SENTINEL_AUTH')).message, /sentinel at .* asks for a password/);
  });
});

describe('Sentinels that ask for a user and a password of their own', () => {
  const connections = new OpenConnections();
  const started: RunningServer[] = [];

  after(async () => {
    connections.close();
    await Promise.all(started.map((server) => server.stop()));
  });

  it('are given what the settings name, and the primary what is its own', async function () {
    const binary = await need(this, 'redis7');
    const primary = await startServer('redis7', { binary, password: 'of-the-primary' });
    started.push(primary);
    const monitored = ['sentinel monitor mymaster 127.0.0.1 ' + String(primary.port) + ' 1', 'requirepass of-nobody'];
    const sentinel = [
      ...monitored,
      'user asker on >of-the-sentinels +@all ~* &*',
      'user mute on >of-the-sentinels +@all -sentinel ~* &*',
      'sentinel auth-pass mymaster of-the-primary',
    ];
    const watcher = await startServer('redis7', { binary, sentinel });
    started.push(watcher);
    const open = async (more: object, env: Record<string, string>) => {
      const nodes = [`127.0.0.1:${String(watcher.port)}`];
      const read = readProfile({ name: 'watched', sentinel: { master: 'mymaster', nodes, ...more } }, 'settings');
      assert.ok(read.ok);
      const { profile, sentinelPassword } = resolveProfile({ ...read.profile, id: 'watched' }, env);
      return connections.open(0, profile, 'of-the-primary', { sentinelPassword });
    };
    const named = { username: 'asker', password: '${env:ASKER}' };
    const connection = await open(named, { ASKER: 'of-the-sentinels' });
    assert.equal(String(await connection.send(['PING'])), 'PONG');
    const wrong = await rejection(open(named, { ASKER: 'wrong' }), 'SENTINEL_AUTH');
    assert.match(wrong.message, /sentinel at .* does not take/);
    const missing = await rejection(open({}, {}), 'SENTINEL_AUTH');
    assert.match(missing.message, /sentinel\.password.*\$\{env:NAME\}/);
    const mute = { ...named, username: 'mute' };
    const mayNot = await rejection(open(mute, { ASKER: 'of-the-sentinels' }), 'SENTINEL_AUTH');
    assert.match(mayNot.message, /NOPERM.*sentinel\.username/);
  });
});
