import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RedisPatternsApi } from '../../src/api';
import { createConnectionManager } from '../../src/core/redis/connectionManager';
import type { ConnectionProfile } from '../../src/core/redis/profile';
import { followSettingsProfiles } from '../../src/host/config/followSettings';
import { settings } from '../../src/host/config/settings';
import { isFromSettings, readSettingsProfiles } from '../../src/host/config/settingsProfiles';
import { createProfileStore } from '../../src/host/storage/profileStore';
import { need } from '../support/servers/need';
import { startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { MemoryMemento, MemorySecrets } from './memory';
import { activated, codeOf } from './product';

describe('connections in settings', () => {
  let api: RedisPatternsApi;

  before(async () => {
    api = await activated();
  });
  after(() => write(undefined));

  async function write(value: unknown): Promise<void> {
    await vscode.workspace
      .getConfiguration('redisPatterns')
      .update('connections', value, vscode.ConfigurationTarget.Global);
  }

  function listed(): string[] {
    return api.connections
      .list()
      .filter(({ profile }) => profile.id.startsWith('settings:'))
      .map(({ profile }) => `${profile.name} ${profile.environment}${profile.readOnly ? ' read-only' : ''}`);
  }

  it('are listed as they are written, and follow changes', async () => {
    await write([
      { name: 'one', url: 'redis://localhost:6390/2' },
      { name: 'two', url: 'rediss://cache.example:6380', environment: 'production', readOnly: true },
    ]);
    await until('both', () => Promise.resolve(listed().length === 2 || undefined));
    assert.deepEqual(listed(), ['one development', 'two production read-only']);
    await write([{ name: 'one', url: 'redis://localhost:6390/2', environment: 'staging' }]);
    await until('one, changed', () => Promise.resolve(listed().join() === 'one staging' || undefined));
  });

  it('with a password are left out, with a text that does not repeat it', () => {
    const { profiles, problems } = readSettingsProfiles([
      { name: 'leaky', url: 'redis://:opensesame@localhost' },
      { name: 'fine', url: 'redis://localhost' },
      { name: 'fine', url: 'redis://elsewhere' },
    ]);
    assert.deepEqual(
      profiles.map(({ name }) => name),
      ['fine'],
    );
    assert.equal(problems.length, 2);
    assert.match(problems[0] ?? '', /redisPatterns\.connections\[0\]/);
    assert.ok(!problems.join().includes('opensesame'));
    assert.match(problems[1] ?? '', /used once/);
  });

  it('keep their password while an entry is being typed, and give it to no other server', async function () {
    const server = await startServer('redis7', { binary: await need(this, 'redis7'), password: 'typed-once' });
    const fromSettings = () => readSettingsProfiles(settings.connections()).profiles;
    const secrets = new MemorySecrets();
    const profiles = createProfileStore(new MemoryMemento(), fromSettings, isFromSettings);
    const manager = createConnectionManager({ profiles, secrets });
    const failures: unknown[] = [];
    const following = followSettingsProfiles(manager, {
      show: () => undefined,
      log: (error) => void failures.push(error),
    });
    const listed = (accept: (found: ConnectionProfile | undefined) => boolean) =>
      until('the settings are followed', () => Promise.resolve(accept(manager.profiles[0]) || undefined));
    try {
      const entry = { name: 'typed', url: `redis://127.0.0.1:${server.port}` };
      await write([entry]);
      await listed((found) => found !== undefined);
      const { id } = manager.profiles[0] as ConnectionProfile;
      await manager.save(manager.profiles[0] as ConnectionProfile, 'typed-once');
      const connection = await manager.connect(id);
      await write([{ ...entry, database: -1 }]);
      await listed((found) => found === undefined);
      assert.equal(connection.state.kind, 'disconnected');
      await write([{ ...entry, database: 1 }]);
      await listed((found) => found?.database === 1);
      await manager.connect(id);
      // As the next workspace may call another server by the same name.
      await write([{ ...entry, url: `redis://localhost:${server.port}` }]);
      await listed((found) => found !== undefined && found.id !== id);
      assert.equal(await codeOf(manager.connect(manager.profiles[0]?.id ?? '')), 'AUTH_REQUIRED');
      assert.deepEqual([...secrets.values], [[id, 'typed-once']]);
      assert.deepEqual(failures, []);
    } finally {
      following.dispose();
      manager.dispose();
      await server.stop();
    }
  });

  it('are known by their address and how it is secured, whatever else is said of them', () => {
    const idOf = (more: object, folder?: string) =>
      readSettingsProfiles([{ name: 'a', ...more }], folder).profiles[0]?.id;
    const url = 'redis://shop.example:6380';
    assert.equal(idOf({ url }), idOf({ host: 'shop.example', port: 6380, readOnly: true, environment: 'production' }));
    const others = [
      { url: 'redis://evil.example:6380' },
      { url: 'rediss://shop.example:6380' },
      { url, tls: { verify: false } },
      { cluster: ['shop.example:6380'] },
      { url: '${env:SHOP}' },
      { host: '${env:SHOP}', port: 6380 },
      { host: '${env:OTHER}', port: 6380 },
      { host: '${env:SHOP}', port: '${env:PORT}' },
    ].map((more) => idOf(more));
    assert.equal(new Set([idOf({ url }), ...others]).size, others.length + 1);
    const tls = { ca: 'ca.pem' };
    assert.notEqual(idOf({ url, tls }, '/work/shop'), idOf({ url, tls }, '/work/evil'));
  });

  it('name TLS files from the folder of the workspace, the home, or a variable', () => {
    const tls = { ca: 'certs/ca.pem', cert: '~/me.pem', key: '${env:KEY_FILE}' };
    const { profiles } = readSettingsProfiles([{ name: 'tls', host: 'redis.example', tls }], '/work/shop');
    const { caFile, certFile, keyFile } = profiles[0]?.tls ?? {};
    assert.deepEqual([caFile, keyFile], ['/work/shop/certs/ca.pem', '${env:KEY_FILE}']);
    assert.match(certFile ?? '', /^\/.+\/me\.pem$/);
  });
});
