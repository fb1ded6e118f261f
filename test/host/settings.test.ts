import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RedisPatternsApi } from '../../src/api';
import { readSettingsProfiles } from '../../src/host/config/settingsProfiles';
import { until } from '../support/servers/until';
import { activated } from './product';

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
      profiles.map(({ id }) => id),
      ['settings:fine'],
    );
    assert.equal(problems.length, 2);
    assert.match(problems[0] ?? '', /redisPatterns\.connections\[0\]/);
    assert.ok(!problems.join().includes('opensesame'));
    assert.match(problems[1] ?? '', /used once/);
  });

  it('name TLS files from the folder of the workspace, the home, or a variable', () => {
    const tls = { ca: 'certs/ca.pem', cert: '~/me.pem', key: '${env:KEY_FILE}' };
    const { profiles } = readSettingsProfiles([{ name: 'tls', host: 'redis.example', tls }], '/work/shop');
    const { caFile, certFile, keyFile } = profiles[0]?.tls ?? {};
    assert.deepEqual([caFile, keyFile], ['/work/shop/certs/ca.pem', '${env:KEY_FILE}']);
    assert.match(certFile ?? '', /^\/.+\/me\.pem$/);
  });
});
