import * as assert from 'node:assert/strict';
import type { RedisPatternsApi } from '../../src/api';
import { freePort } from '../support/servers/freePort';
import { need } from '../support/servers/need';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { activated, codeOf, profileOf, summaryOf, whenConnection } from './product';

describe('trouble with a server', () => {
  let api: RedisPatternsApi;
  let server: RunningServer;
  const added: string[] = [];

  before(async function () {
    api = await activated();
    server = await startServer('redis7', { binary: await need(this, 'redis7'), password: 'correct horse' });
  });

  after(async () => {
    for (const id of added) await api.connections.remove(id);
    await (server as RunningServer | undefined)?.stop();
  });

  async function add(name: string, port: number, password?: string): Promise<string> {
    const { profile } = await api.connections.add(profileOf(name, port), password);
    added.push(profile.id);
    return profile.id;
  }

  it('says that nothing listens on a wrong port, and keeps the reason', async () => {
    const id = await add('nobody', await freePort());
    assert.equal(await codeOf(api.connections.connect(id)), 'CONNECT_REFUSED');
    const { state, problem, active } = summaryOf(api, id);
    assert.deepEqual([state, problem?.code, active], ['failed', 'CONNECT_REFUSED', false]);
  });

  it('tells a missing from a wrong password, and takes the right one', async () => {
    const id = await add('locked', server.port);
    assert.equal(await codeOf(api.connections.connect(id)), 'AUTH_REQUIRED');
    await api.connections.add({ ...profileOf('locked', server.port), id }, 'wrong');
    assert.equal(await codeOf(api.connections.connect(id)), 'WRONG_PASSWORD');
    await api.connections.add({ ...profileOf('locked', server.port), id }, 'correct horse');
    assert.equal((await api.connections.connect(id)).state, 'ready');
  });

  it('goes on by itself when the server is back, and knows that the demo is gone', async () => {
    const id = await add('comes and goes', server.port, 'correct horse');
    await api.connections.connect(id);
    const { keys } = await api.patterns.scaffold('leaderboard');
    assert.ok(keys.length > 0);
    await server.kill();
    const lost = await whenConnection(api, id, ({ state }) => state === 'reconnecting');
    assert.equal(lost.active, true, 'it stays the active one');
    assert.ok(lost.problem, 'it says why');
    assert.notEqual(await codeOf(api.patterns.view('leaderboard')), 'resolved');
    await server.restart();
    await whenConnection(api, id, ({ state }) => state === 'ready');
    const { keys: again } = await api.patterns.scaffold('leaderboard');
    assert.deepEqual([...again].sort(), [...keys].sort(), 'the same demo, on the server that came back empty');
    await api.patterns.cleanUp('leaderboard');
  });

  it('asks for a connection where there is none', async () => {
    for (const { profile } of api.connections.list()) await api.connections.disconnect(profile.id);
    assert.equal(await codeOf(api.patterns.scaffold('leaderboard')), 'NOT_CONNECTED');
    assert.equal(await codeOf(api.keys.scan()), 'NOT_CONNECTED');
    assert.equal(await codeOf(api.connections.connect('no such id')), 'NOT_FOUND');
  });
});
