import assert from 'node:assert/strict';
import type { ConnectionProfile } from '../../src/core/redis/profile';
import { createConnectionManager } from '../../src/core/redis/connectionManager';
import { RedisConnection } from '../../src/core/redis/redisConnection';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { profileAt } from './connectionHelpers';

const ROUNDS = 50;

describe('What connections leave behind', () => {
  let server: RunningServer;
  let client: RespClient;

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
  });
  after(async () => {
    (client as RespClient | undefined)?.close();
    await (server as RunningServer | undefined)?.stop();
  });

  it(`is nothing after ${String(ROUNDS)} rounds of connecting and disconnecting`, async () => {
    const connection = new RedisConnection({ profile: profileAt(server.port) });
    const before = await resources();
    for (let round = 0; round < ROUNDS; round++) {
      await connection.connect();
      assert.equal(await ours(client), 1);
      connection.disconnect();
    }
    await assertNothingLeft(client, before);
    connection.dispose();
  });

  it(`is nothing after ${String(ROUNDS)} connections, each given up in the middle of its work`, async () => {
    const before = await resources();
    for (let round = 0; round < ROUNDS; round++) {
      const connection = new RedisConnection({ profile: profileAt(server.port) });
      const opening = connection.connect();
      // Every other one is not even ready.
      if (round % 2 === 0) await opening;
      const waits = connection.send(['BLPOP', 'never', 0]);
      connection.dispose();
      await Promise.allSettled([opening, waits]);
    }
    await assertNothingLeft(client, before);
  });

  it(`is nothing after ${String(ROUNDS)} rounds of the manager`, async () => {
    const before = await resources();
    let profiles: readonly ConnectionProfile[] = [];
    const manager = createConnectionManager({
      profiles: {
        load: () => profiles,
        save: (all) => {
          profiles = all;
          return Promise.resolve();
        },
      },
      secrets: {
        get: () => Promise.resolve(undefined),
        set: () => Promise.resolve(),
        delete: () => Promise.resolve(),
      },
    });
    for (let round = 0; round < ROUNDS; round++) {
      const id = `of-round-${String(round)}`;
      await manager.save({ ...profileAt(server.port), id });
      await manager.connect(id);
      if (round % 2 === 0) await manager.disconnect(id);
      await manager.remove(id);
      assert.equal(manager.get(id), undefined);
    }
    assert.deepEqual([profiles, manager.active], [[], undefined]);
    await assertNothingLeft(client, before);
    manager.dispose();
  });
});

/** Live clients that carry our name. */
async function ours(client: RespClient): Promise<number> {
  const list = String(await client.text('CLIENT', 'LIST'));
  return list.split('\n').filter((line) => line.includes(' name=vscode-redis-patterns ')).length;
}

async function assertNothingLeft(client: RespClient, before: number): Promise<void> {
  await until('the server to have no client of ours', async () => (await ours(client)) === 0 || undefined, 5000);
  const unnamed = String(await client.text('CLIENT', 'LIST'))
    .trim()
    .split('\n');
  assert.equal(unnamed.length, 1, 'the only client is the one that asks');
  await until('no timer and no socket to be left', async () => (await resources()) <= before || undefined, 5000);
}

/** Timers and sockets that keep the process alive. Waits for a turn, so that what has just been closed is gone. */
async function resources(): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve));
  return process.getActiveResourcesInfo().filter((name) => /^(Timeout|TCP.*Wrap|TLSWrap|PipeWrap)$/.test(name)).length;
}
