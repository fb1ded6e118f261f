import assert from 'node:assert/strict';
import type { ConnectionProfile } from '../../src/core/redis/profile';
import { createConnectionManager } from '../../src/core/redis/connectionManager';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { startServer, type RunningServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { OpenConnections, profileAt } from './connectionHelpers';

const ROUNDS = 50;

describe('fifty rounds of connecting and disconnecting', () => {
  const connections = new OpenConnections();
  let server: RunningServer;
  let client: RespClient;

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
  });

  after(async () => {
    connections.close();
    (client as RespClient | undefined)?.close();
    await (server as RunningServer | undefined)?.stop();
  });

  /** Links that the server counts as ours, by the name we give them. */
  async function ours(): Promise<number> {
    const list = String(await client.text('CLIENT', 'LIST'));
    return list.split('\n').filter((line) => line.includes('name=vscode-redis-patterns')).length;
  }

  it('of one connection leave no link behind', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const connection = await connections.open(server.port);
      assert.equal(await ours(), 1, `round ${String(round)}`);
      connection.dispose();
      await untilTrue('the link is gone', async () => (await ours()) === 0);
    }
  });

  it('of a manager leave no link behind, whether disconnected, replaced or removed', async () => {
    let profiles: readonly ConnectionProfile[] = [];
    const manager = createConnectionManager({
      profiles: {
        load: () => profiles,
        save: (next) => {
          profiles = next;
          return Promise.resolve();
        },
      },
      secrets: {
        get: () => Promise.resolve(undefined),
        set: () => Promise.resolve(),
        delete: () => Promise.resolve(),
      },
    });
    for (let round = 0; round < ROUNDS; round += 1) {
      await manager.save(profileAt(server.port));
      await manager.connect('test');
      assert.equal(await ours(), 1, `round ${String(round)}`);
      if (round % 3 === 0) await manager.disconnect('test');
      if (round % 3 === 1) await manager.remove('test');
      await untilTrue('at most the one that is kept', async () => (await ours()) <= (round % 3 === 2 ? 1 : 0));
    }
    manager.dispose();
    await untilTrue('the last link is gone', async () => (await ours()) === 0);
  });
});
