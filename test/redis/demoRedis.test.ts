// Which Redis `npm run demo` takes, what it says about it, and what it leaves running.
import assert from 'node:assert/strict';
import { findOrStartRedis } from '../support/servers/forDemo';
import { need } from '../support/servers/need';
import { connectResp, withClient } from '../support/servers/respClient';
import { startServer } from '../support/servers/startServer';

describe('a Redis for the demo', function () {
  this.timeout(600_000);
  const cleanup: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(cleanup.splice(0).map((thing) => thing.stop()));
  });

  const given = process.env['REDIS_URL'];
  afterEach(() => {
    delete process.env['REDIS_URL'];
    if (given !== undefined) process.env['REDIS_URL'] = given;
  });

  it('uses the server of REDIS_URL, says no secret and leaves it running', async function () {
    await need(this, 'redis7');
    const server = await startServer('redis7', { password: 'hush' });
    cleanup.push(server);
    process.env['REDIS_URL'] = server.url;
    const said: string[] = [];
    const redis = await findOrStartRedis((line) => said.push(line));
    assert.deepEqual([redis.url, redis.version, redis.modules], [server.url, server.version, []]);
    assert.equal([...said, redis.description].join().includes('hush'), false);
    await redis.stop();
    assert.equal(await withClient(server.address, (client) => client.call('PING')), 'PONG');
  });

  it('says so when REDIS_URL does not answer, instead of using another server', async () => {
    process.env['REDIS_URL'] = 'redis://:hush@127.0.0.1:1';
    await assert.rejects(
      findOrStartRedis(() => undefined),
      (error: Error) => /REDIS_URL/.test(error.message) && !/hush/.test(error.message),
    );
  });

  it('starts a server of its own and stops it', async function () {
    await need(this, 'stack');
    delete process.env['REDIS_URL'];
    const redis = await findOrStartRedis(() => undefined);
    cleanup.push(redis);
    assert.ok(redis.modules.includes('ReJSON') && redis.modules.includes('search'), redis.description);
    const port = Number(new URL(redis.url).port);
    await redis.stop();
    await assert.rejects(connectResp({ port }));
  });
});
