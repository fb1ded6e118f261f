import assert from 'node:assert/strict';
import { ReplyError } from '../../src/core/redis/reply';
import { OpenConnections, rejection, stateOf } from './connectionHelpers';
import { LiveServer } from './liveServer';

describe('Losing the server', () => {
  const connections = new OpenConnections();
  const unhandled: unknown[] = [];
  const onUnhandled = (error: unknown): void => {
    unhandled.push(error);
  };
  let server: LiveServer;

  before(() => {
    process.on('unhandledRejection', onUnhandled);
  });
  after(() => {
    process.off('unhandledRejection', onUnhandled);
  });
  beforeEach(async function () {
    server = await LiveServer.start(this, 'redis7', { args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
  });
  afterEach(async () => {
    connections.close();
    await server.stop();
    assert.deepEqual(unhandled, []);
  });

  it('rejects what was under way, tries again, and is ready again when the server is', async () => {
    const connection = await connections.open(server.port);
    const states: string[] = [];
    connection.onDidChangeState((state) => states.push(state.kind));
    const pending = rejection(connection.send(['BLPOP', 'never', 0]), 'CONNECTION_LOST');
    const many = rejection(connection.pipeline([['PING'], ['BLPOP', 'never', 0]]), 'CONNECTION_LOST');
    await server.kill();
    await Promise.all([pending, many]);
    const lost = await stateOf(connection, 'reconnecting');
    assert.ok(lost.kind === 'reconnecting' && lost.retryAt > 0);
    assert.equal(lost.cause.code, 'CONNECTION_LOST');
    const refused = await rejection(connection.send(['PING']), 'NOT_CONNECTED');
    assert.match(refused.message, /Nothing was sent/);
    await server.restart();
    await stateOf(connection, 'ready');
    assert.equal(connection.epoch, 2);
    assert.equal(states[0], 'reconnecting');
    assert.equal(states.at(-1), 'ready');
    assert.ok(!states.includes('failed') && !states.includes('connecting'));
    assert.equal(String(await connection.send(['PING'])), 'PONG');
  });

  it('sends nothing a second time', async () => {
    const connection = await connections.open(server.port);
    await connection.send(['SET', 'counter', 0]);
    server.freeze();
    // Written, but not read by the frozen server before it dies: nobody may write them again.
    const increments = Array.from({ length: 50 }, () =>
      rejection(connection.send(['INCR', 'counter']), 'CONNECTION_LOST'),
    );
    await server.kill();
    await Promise.all(increments);
    await server.restart();
    await stateOf(connection, 'ready');
    assert.equal(String(await connection.send(['GET', 'counter'])), '0');
  });

  it('tries at once when asked, and tells when that fails', async () => {
    const connection = await connections.open(server.port);
    await server.kill();
    await stateOf(connection, 'reconnecting');
    await rejection(connection.connect(), 'CONNECT_REFUSED');
    assert.equal(connection.state.kind, 'reconnecting');
    await server.restart();
    await connection.connect();
    assert.equal(connection.state.kind, 'ready');
  });

  it('gives up when the server now refuses the password', async () => {
    const connection = await connections.open(server.port);
    const other = await connections.open(server.port);
    await other.send(['CONFIG', 'SET', 'requirepass', 'new-password']);
    await other.send(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
    const failed = await stateOf(connection, 'failed');
    assert.ok(failed.kind === 'failed');
    assert.equal(failed.cause.code, 'AUTH_REQUIRED');
  });

  it('stops trying when it is disconnected', async () => {
    const connection = await connections.open(server.port);
    await server.kill();
    await stateOf(connection, 'reconnecting');
    connection.disconnect();
    assert.equal(connection.state.kind, 'disconnected');
    await server.restart();
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.equal(connection.state.kind, 'disconnected');
  });

  it('drops a link on which nothing is answered any more', async () => {
    const connection = await connections.open(server.port, {}, undefined, { commandTimeoutMs: 200 });
    server.freeze();
    await rejection(connection.send(['PING']), 'COMMAND_TIMEOUT');
    await stateOf(connection, 'reconnecting');
    server.thaw();
    await stateOf(connection, 'ready');
  });

  it('keeps a link when only one command takes its time', async () => {
    const connection = await connections.open(server.port, {}, undefined, { commandTimeoutMs: 5000 });
    await rejection(connection.send(['BLPOP', 'never', 1], { timeoutMs: 50 }), 'COMMAND_TIMEOUT');
    assert.equal(connection.state.kind, 'ready');
    assert.equal(String(await connection.send(['PING'])), 'PONG');
  });

  it('keeps the answers of a pipeline apart from its refusals', async () => {
    const connection = await connections.open(server.port);
    const [set, refused, get] = await connection.pipeline([
      ['SET', 'text', 'x'],
      ['INCR', 'text'],
      ['GET', 'text'],
    ]);
    assert.equal(String(set), 'OK');
    assert.ok(refused instanceof ReplyError);
    assert.equal(String(get), 'x');
  });
});
