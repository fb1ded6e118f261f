import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { promisify } from 'node:util';
import { describeServer } from '../../src/core/redis/capabilities';
import type { Topology } from '../../src/core/redis/profile';
import { asText } from '../../src/core/redis/reply';
import { OpenConnections, rejection } from './connectionHelpers';
import { LiveServer } from './liveServer';

describe('Connecting', () => {
  const connections = new OpenConnections();
  let open: LiveServer;
  let locked: LiveServer;

  before(async function () {
    open = await LiveServer.start(this);
    locked = await LiveServer.start(this, 'redis7', { password: 'right-password' });
    const admin = await connections.open(locked.port, {}, 'right-password');
    await admin.send(['ACL', 'SETUSER', 'reader', 'on', '>reader-password', '~*', '+@read', '+ping']);
    connections.close();
  });
  after(async () => {
    await open.stop();
    await locked.stop();
  });
  afterEach(() => {
    connections.close();
  });

  it('is ready, knows the server, and is seen by its name', async () => {
    const connection = connections.make(open.port, { database: 3 });
    const states: string[] = [];
    connection.onDidChangeState((state) => states.push(state.kind));
    await connection.connect();
    assert.deepEqual(states, ['connecting', 'ready']);
    assert.equal(connection.epoch, 1);
    assert.ok(connection.capabilities);
    assert.match(describeServer(connection.capabilities), /^Redis \d+\.\d+/);
    const client = asText(await connection.send(['CLIENT', 'LIST']));
    assert.match(client, /name=vscode-redis-patterns .*db=3 /);
  });

  it('joins those who ask while it connects, and does nothing for those who ask when ready', async () => {
    const connection = connections.make(open.port);
    await Promise.all([connection.connect(), connection.connect()]);
    await connection.connect();
    assert.equal(connection.epoch, 1);
  });

  it('names host and port where nothing listens, and gives up', async () => {
    const connection = connections.make(1);
    const error = await rejection(connection.connect(), 'CONNECT_REFUSED');
    assert.match(error.message, /127\.0\.0\.1:1\b/);
    assert.equal(connection.state.kind, 'failed');
    const refused = await rejection(connection.send(['PING']), 'NOT_CONNECTED');
    assert.match(refused.message, /127\.0\.0\.1:1\b/);
  });

  it('tells an unknown host from a wrong port', async () => {
    const endpoint = { host: 'no-such-host.invalid', port: 6379 };
    const connection = connections.make(1, { topology: { kind: 'standalone', endpoint } });
    await rejection(connection.connect(), 'HOST_NOT_FOUND');
  });

  it('gives up on a server that takes the connection and never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    const connection = connections.make(port, {}, undefined, { connectTimeoutMs: 200 });
    await rejection(connection.connect(), 'CONNECT_TIMEOUT');
    silent.close();
  });

  it('says so when the server speaks no TLS', async () => {
    const connection = connections.make(open.port, { tls: { verify: true } }, undefined, { connectTimeoutMs: 500 });
    const error = await rejection(connection.connect(), 'CONNECT_TIMEOUT');
    assert.match(error.message, /TLS/);
  });

  it('tells a wrong password, a missing one and a useless one apart', async () => {
    const wrong = connections.make(locked.port, {}, 'wrong-password');
    const error = await rejection(wrong.connect(), 'WRONG_PASSWORD');
    assert.doesNotMatch(error.message, /wrong-password/);
    assert.equal(wrong.state.kind, 'failed');
    await rejection(connections.make(locked.port).connect(), 'AUTH_REQUIRED');
    await rejection(connections.make(locked.port, { username: 'nobody' }, 'x').connect(), 'WRONG_PASSWORD');
    const useless = await rejection(connections.make(open.port, {}, 'x').connect(), 'WRONG_PASSWORD');
    assert.match(useless.message, /asks for no password/);
  });

  it('comes in as the user that is named or not at all, also without a password', async () => {
    const admin = await connections.open(open.port);
    await admin.send(['ACL', 'SETUSER', 'limited', 'on', '>limited-password', '~*', '+@read', '+ping', '+acl|whoami']);
    await admin.send(['ACL', 'SETUSER', 'trusted', 'on', 'nopass', '~*', '+@read', '+ping', '+acl|whoami']);
    const limited = connections.make(open.port, { username: 'limited' });
    const error = await rejection(limited.connect(), 'AUTH_REQUIRED');
    assert.match(error.message, /"limited".*without a password/);
    const trusted = await connections.open(open.port, { username: 'trusted' });
    assert.equal(asText(await trusted.send(['ACL', 'WHOAMI'])), 'trusted');
    await rejection(trusted.send(['SET', 'a', 'b']), 'NO_PERMISSION');
    await connections.open(open.port, { username: 'default' });
  });

  it('uses a password that was entered again', async () => {
    let password = 'wrong';
    const options = { password: () => Promise.resolve(password) };
    const connection = connections.make(locked.port, {}, undefined, options);
    await rejection(connection.connect(), 'WRONG_PASSWORD');
    password = 'right-password';
    await connection.connect();
    assert.equal(connection.state.kind, 'ready');
  });

  it('never lands on another database than the one asked for', async () => {
    const connection = connections.make(open.port, { database: 99 });
    const error = await rejection(connection.connect(), 'DATABASE_OUT_OF_RANGE');
    assert.match(error.message, /database 99/);
    assert.equal(connection.state.kind, 'failed');
  });

  it('lets in a user without most permissions, and is honest about what it cannot know', async () => {
    const connection = await connections.open(locked.port, { username: 'reader' }, 'reader-password');
    const { capabilities } = connection;
    assert.ok(capabilities);
    assert.ok(!capabilities.keyspaceNotifications.known);
    assert.match(capabilities.keyspaceNotifications.reason, /^NOPERM/);
    assert.ok(!capabilities.version.known);
    assert.ok(!capabilities.forbidden.known);
    assert.equal(describeServer(capabilities), 'Redis-compatible server');
    const error = await rejection(connection.send(['SET', 'a', 'b']), 'NO_PERMISSION');
    assert.match(error.message, /\bSET\b/);
  });

  it('lists what a user may not do when the server tells', async () => {
    const admin = await connections.open(open.port);
    await admin.send(['ACL', 'SETUSER', 'some', 'on', '>pw', '~*', '+@all', '-unlink', '-config|get']);
    const connection = await connections.open(open.port, { username: 'some' }, 'pw');
    assert.deepEqual(connection.capabilities?.forbidden, { known: true, value: ['CONFIG GET', 'UNLINK'] });
    assert.deepEqual(admin.capabilities?.forbidden, { known: true, value: [] });
  });

  for (const kind of ['standalone', 'sentinel', 'cluster'] as const) {
    it(`cuts a try that is given up at once, and tries nothing else: ${kind}`, async () => {
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const endpoint = { host: '127.0.0.1', port: (silent.address() as AddressInfo).port };
      const nodes = [endpoint, { ...endpoint, host: 'localhost' }];
      const topology: Topology = {
        standalone: { kind: 'standalone', endpoint } as const,
        sentinel: { kind: 'sentinel', masterName: 'm', sentinels: nodes } as const,
        cluster: { kind: 'cluster', nodes } as const,
      }[kind];
      const connection = connections.make(1, { topology }, undefined, { connectTimeoutMs: 60_000 });
      const opening = rejection(connection.connect(), 'NOT_CONNECTED');
      const [socket] = (await once(silent, 'connection')) as [Socket];
      const closed = once(socket.resume(), 'close');
      connection.disconnect();
      await Promise.all([closed, opening]);
      assert.equal(connection.state.kind, 'disconnected');
      await promisify(silent.close.bind(silent))();
    });
  }

  it('leaves no client behind after many rounds, those cut short among them', async () => {
    const connection = connections.make(open.port);
    for (let round = 0; round < 10; round += 1) {
      await connection.connect();
      connection.disconnect();
      assert.equal(connection.state.kind, 'disconnected');
      const cut = connection.connect();
      connection.disconnect();
      await rejection(cut, 'NOT_CONNECTED');
    }
    connection.dispose();
    await rejection(connection.connect(), 'NOT_CONNECTED');
    const watcher = await connections.open(open.port);
    const started = Date.now();
    for (;;) {
      const clients = asText(await watcher.send(['CLIENT', 'LIST']))
        .trim()
        .split('\n');
      if (clients.length === 1) break;
      assert.ok(Date.now() - started < 3000, `${String(clients.length)} clients are still there`);
    }
  });
});
