import assert from 'node:assert/strict';
import { mkdirSync, rmdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { skip } from '../support/skip';
import { need } from '../support/servers/need';
import { connectResp, withClient } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { OpenConnections, rejection, stateOf } from './connectionHelpers';

// Real servers, brought into trouble by their own means.

describe('A server in trouble', () => {
  const connections = new OpenConnections();
  let server: RunningServer | undefined;

  async function start(context: Mocha.Context, ...args: string[]): Promise<RunningServer> {
    server = await startServer('redis7', { args, binary: await need(context, 'redis7') });
    return server;
  }

  afterEach(async () => {
    connections.close();
    await server?.stop();
    server = undefined;
  });

  it('that cannot save is connected to and read, again after a loss too, and says why it refuses writes', async function () {
    const { port, address, folder } = await start(this, '--enable-protected-configs', 'yes');
    const before = await connections.open(port);
    await before.send(['SET', 'a', 'x']);
    await withClient(address, async (client) => {
      const gone = join(folder, 'gone');
      mkdirSync(gone);
      await client.call('CONFIG', 'SET', 'dir', gone, 'save', '3600 1');
      rmdirSync(gone);
      await client.call('BGSAVE');
      const failed = async () => /rdb_last_bgsave_status:err/.test(String(await client.text('INFO'))) || undefined;
      await until('the save has failed', failed);
      await assert.rejects(client.call('PING'), /MISCONF/);
      await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    });
    await stateOf(before, 'reconnecting');
    await stateOf(before, 'ready');
    for (const connection of [before, await connections.open(port, { readOnly: true })]) {
      assert.equal(String(await connection.send(['GET', 'a'])), 'x');
    }
    const error = await rejection(before.send(['SET', 'a', 'y']), 'MISCONFIGURED');
    assert.match(error.message, /cannot save its data to disk/);
  });

  it('that is out of memory is connected to and read, and says why it refuses writes', async function () {
    const { port, address } = await start(this);
    await withClient(address, async (client) => {
      await client.call('SET', 'a', 'x');
      await client.call('CONFIG', 'SET', 'maxmemory', '1');
    });
    const connection = await connections.open(port);
    assert.equal(String(await connection.send(['GET', 'a'])), 'x');
    const error = await rejection(connection.send(['SET', 'a', 'y']), 'OUT_OF_MEMORY');
    assert.match(error.message, /maxmemory/);
  });

  it('that is still loading says so, and is connected to when it has loaded', async function () {
    const { port, address } = await start(this, '--enable-debug-command', 'yes');
    await withClient(address, async (client) => {
      await client.call('DEBUG', 'POPULATE', '200', 'key', '1000');
      await client.call('CONFIG', 'SET', 'loading-process-events-interval-bytes', '1024', 'key-load-delay', '10000');
    });
    const loading = await connectResp(address);
    const reloaded = loading.call('DEBUG', 'RELOAD');
    const early = connections.make(port);
    await until('it says that it is loading', async () => {
      const failure = await early.connect().then(
        () => undefined,
        (error: unknown) => error as { code: string; message: string },
      );
      early.disconnect();
      return failure?.code === 'SERVER_LOADING' && /still loading its data/.test(failure.message) ? true : undefined;
    });
    await reloaded;
    loading.close();
    await early.connect();
    assert.equal(await early.send(['DBSIZE']), 200);
  });

  it('that a script keeps busy says so, and is connected to when that has ended', async function () {
    const { port, address } = await start(this, '--busy-reply-threshold', '1');
    const [runner, killer] = [await connectResp(address), await connectResp(address)];
    const endless = assert.rejects(runner.call('EVAL', 'while true do end', 0), /killed/);
    const isBusy = () =>
      killer.call('PING').then(
        () => undefined,
        () => true as const,
      );
    await until('it is busy', isBusy);
    const connection = connections.make(port);
    const error = await rejection(connection.connect(), 'SERVER_BUSY');
    assert.match(error.message, /SCRIPT KILL/);
    await killer.call('SCRIPT', 'KILL');
    await endless;
    runner.close();
    killer.close();
    await connection.connect();
    assert.equal(await connection.send(['DBSIZE']), 0);
  });

  it('that is full says so', async function () {
    const { port, address } = await start(this);
    const others = [await connectResp(address), await connectResp(address)];
    await others[0]?.call('CONFIG', 'SET', 'maxclients', '2');
    const error = await rejection(connections.make(port).connect(), 'CONNECTION_LOST');
    assert.match(error.message, /limit of clients/);
    for (const other of others) other.close();
  });

  it('in protected mode says who is let in and what to do', async function () {
    const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const outside = addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
    if (outside === undefined) skip(this, 'this machine has no address but loopback');
    // Only this machine reaches it there, and protected mode lets not even that in.
    const { port } = await start(this, '--bind', '127.0.0.1', outside, '--protected-mode', 'yes');
    const topology = { kind: 'standalone', endpoint: { host: outside, port } } as const;
    for (const [username, password] of [[], [undefined, 'pw'], ['user', undefined]] as const) {
      const user = username === undefined ? {} : { username };
      const connection = connections.make(port, { topology, database: 1, ...user }, password);
      const error = await rejection(connection.connect(), 'NO_PERMISSION');
      assert.match(error.message, /protected mode.*\(DENIED\).*Give it a password/);
      assert.ok(error.message.includes(outside));
    }
  });
});
