import assert from 'node:assert/strict';
import { CodedError } from '../../../src/core/base/errors';
import type { Client } from '../../../src/core/redis/client';
import type { ConnectionManager } from '../../../src/core/redis/connectionManager';
import { createConnectionManager } from '../../../src/core/redis/connectionManager';
import type { ConnectionProfile } from '../../../src/core/redis/profile';
import { RedisConnection } from '../../../src/core/redis/redisConnection';
import { ReplyError } from '../../../src/core/redis/reply';

function profile(id: string): ConnectionProfile {
  const endpoint = { host: id, port: 1 };
  return {
    id,
    name: id,
    topology: { kind: 'standalone', endpoint },
    database: 0,
    environment: 'development',
    readOnly: false,
  };
}

/** A link on which the server refuses everything. */
function deafClient(): Client {
  return {
    write: (commands) => commands.map(() => Promise.reject(new ReplyError('NOPERM'))),
    onClose: () => undefined,
    close: () => undefined,
  };
}

class Stores {
  kept: readonly ConnectionProfile[] = [profile('a'), profile('b')];
  readonly passwords = new Map<string, string>();
  /** What opening a link is given. */
  readonly asked: (string | undefined)[] = [];

  manager(): ConnectionManager {
    return createConnectionManager({
      profiles: {
        load: () => this.kept,
        save: (profiles) => {
          this.kept = profiles;
          return Promise.resolve();
        },
      },
      secrets: {
        get: (id) => Promise.resolve(this.passwords.get(id)),
        set: (id, password) => Promise.resolve(void this.passwords.set(id, password)),
        delete: (id) => Promise.resolve(void this.passwords.delete(id)),
      },
      createConnection: (of, password) =>
        new RedisConnection({
          profile: of,
          password,
          openClient: (_, options) => {
            this.asked.push(options.password);
            if (of.id === 'bad') return Promise.reject(new CodedError('CONNECT_REFUSED', 'no'));
            return Promise.resolve(deafClient());
          },
        }),
    });
  }
}

describe('The connection manager', () => {
  it('connects, makes it the active one, and keeps it so when another fails', async () => {
    const stores = new Stores();
    const manager = stores.manager();
    let changes = 0;
    manager.onDidChange(() => (changes += 1));
    assert.equal(manager.get('a'), undefined);
    const connection = await manager.connect('a');
    assert.equal(manager.active, connection);
    assert.equal(connection.state.kind, 'ready');
    assert.ok(changes >= 3);
    await manager.save(profile('bad'));
    await assert.rejects(manager.connect('bad'), { code: 'CONNECT_REFUSED' });
    assert.equal(manager.active, connection);
    assert.equal(manager.get('bad')?.state.kind, 'failed');
    await assert.rejects(manager.connect('nobody'), { code: 'NOT_FOUND' });
  });

  it('keeps the connection itself over a disconnect, so that views can hold it', async () => {
    const manager = new Stores().manager();
    const connection = await manager.connect('a');
    await manager.disconnect('a');
    assert.equal(connection.state.kind, 'disconnected');
    assert.equal(manager.active, undefined);
    assert.equal(await manager.connect('a'), connection);
    assert.equal(connection.epoch, 2);
  });

  it('keeps passwords apart from profiles, and forgets both together', async () => {
    const stores = new Stores();
    const manager = stores.manager();
    await manager.save(profile('c'), 'hunter2');
    assert.doesNotMatch(JSON.stringify(stores.kept), /hunter2/);
    const connection = await manager.connect('c');
    assert.deepEqual(stores.asked, ['hunter2']);
    await manager.save({ ...profile('c'), name: 'new' });
    assert.equal(connection.state.kind, 'disconnected');
    assert.equal(manager.get('c'), undefined);
    assert.deepEqual(
      manager.profiles.map(({ name }) => name),
      ['a', 'b', 'new'],
    );
    await manager.remove('c');
    assert.equal(stores.passwords.size, 0);
    assert.deepEqual(stores.kept, [profile('a'), profile('b')]);
  });

  it('leaves alone what another window has saved and removed meanwhile', async () => {
    const stores = new Stores();
    const [one, other] = [stores.manager(), stores.manager()];
    await one.save(profile('c'));
    await other.save({ ...profile('b'), name: 'renamed' });
    await one.remove('a');
    await other.save(profile('d'));
    assert.deepEqual(
      stores.kept.map(({ id, name }) => `${id} ${name}`),
      ['b renamed', 'c c', 'd d'],
    );
  });

  it('keeps the profile and the password of what is only taken off the list', async () => {
    const stores = new Stores();
    const manager = stores.manager();
    await manager.save(profile('a'), 'hunter2');
    const connection = await manager.connect('a');
    manager.withdraw('a');
    assert.equal(connection.state.kind, 'disconnected');
    assert.equal(manager.active, undefined);
    assert.deepEqual(manager.profiles, [profile('b')]);
    assert.deepEqual([...stores.passwords], [['a', 'hunter2']]);
    assert.equal(stores.kept.length, 2);
  });

  it('lets go of everything when disposed', async () => {
    const manager = new Stores().manager();
    const connection = await manager.connect('a');
    manager.dispose();
    assert.equal(connection.state.kind, 'disconnected');
    await assert.rejects(manager.connect('a'), { code: 'NOT_FOUND' });
  });
});
