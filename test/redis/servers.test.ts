// The servers that every other test stands on: that they start, answer, come back and leave nothing behind.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import type { Flavour } from '../support/servers/flavours';
import { connectResp, withClient } from '../support/servers/respClient';
import { startServer } from '../support/servers/startServer';
import type { RunningServer, ServerOptions } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { need } from '../support/servers/need';

const cleanup: { stop(): Promise<void> }[] = [];

async function start(flavour: Flavour, options?: ServerOptions): Promise<RunningServer> {
  const server = await startServer(flavour, options);
  cleanup.push(server);
  return server;
}

describe('test servers', function () {
  // The first run on a machine fetches the programs.
  this.timeout(600_000);

  afterEach(async () => {
    await Promise.all(cleanup.splice(0).map((thing) => thing.stop()));
  });

  describe('redis7', () => {
    before(async function () {
      await need(this, 'redis7');
    });

    it('starts, answers and leaves neither process nor folder behind', async () => {
      const server = await start('redis7');
      assert.match(server.version, /^7\./);
      assert.equal(await withClient(server.address, (client) => client.call('PING')), 'PONG');
      await server.stop();
      await server.stop();
      assert.throws(() => process.kill(server.pid, 0), { code: 'ESRCH' });
      assert.equal(fs.existsSync(server.folder), false);
      await assert.rejects(connectResp(server.address), { code: 'ECONNREFUSED' });
    });

    it('comes back empty on the same port after a crash, as another process', async () => {
      const server = await start('redis7');
      const pid = server.pid;
      await withClient(server.address, (client) => client.call('SET', 'key', 'value'));
      await server.kill();
      await assert.rejects(connectResp(server.address));
      await server.restart();
      assert.notEqual(server.pid, pid);
      assert.equal(await withClient(server.address, (client) => client.call('GET', 'key')), null);
    });

    it('takes a password, ACL users, a memory limit, arguments and a unix socket', async () => {
      const password = 'pass "word" \\';
      const options = { password, aclUsers: ['reader on >r ~* +@read'], maxmemory: '20mb', unixSocket: true };
      const server = await start('redis7', { ...options, args: ['--maxmemory-policy', 'allkeys-lfu'] });
      await assert.rejects(
        withClient({ port: server.port }, (client) => client.call('GET', 'key')),
        { code: 'NOAUTH' },
      );
      await withClient({ ...server.address, path: server.socket ?? '' }, async (client) => {
        assert.deepEqual(await client.text('CONFIG', 'GET', 'maxmemory'), ['maxmemory', String(20 * 1024 * 1024)]);
        assert.deepEqual(await client.text('CONFIG', 'GET', 'maxmemory-policy'), ['maxmemory-policy', 'allkeys-lfu']);
      });
      const reader = { port: server.port, username: 'reader', password: 'r' };
      await withClient(reader, async (client) => {
        assert.equal(await client.call('GET', 'key'), null);
        await assert.rejects(client.call('SET', 'key', '1'), { code: 'NOPERM' });
      });
      const arguments_ = fs.existsSync('/proc') ? fs.readFileSync(`/proc/${server.pid}/cmdline`, 'utf8') : '';
      assert.equal(arguments_.includes(password), false);
    });

    it('does not take a port that another server has', async () => {
      const server = await start('redis7');
      await assert.rejects(startServer('redis7', { port: server.port }), /Address already in use/);
    });
  });

  describe('the independent client', () => {
    before(async function () {
      await need(this, 'redis7');
    });

    it('keeps bytes, tells kinds of reply apart and pipelines', async () => {
      const server = await start('redis7');
      await withClient(server.address, async (client) => {
        const bytes = Buffer.from([0, 13, 10, 255, 36]);
        const large = Buffer.alloc(3_000_000, 'x');
        const replies = await client.pipeline([
          ['SET', bytes, large],
          ['GET', bytes],
          ['LPUSH', bytes, 'a'],
          ['EVAL', "return {1, {'two', {}}, false, redis.error_reply('OWN text')}", 0],
          ['INCRBY', 'big', '9007199254740993'],
        ]);
        const [set, got, wrong, nested, big] = replies;
        assert.equal(set, 'OK');
        assert.ok(Buffer.isBuffer(got) && got.equals(large));
        assert.match(String(wrong), /WRONGTYPE/);
        assert.ok(Array.isArray(nested) && Array.isArray(nested[1]));
        assert.deepEqual(nested[1], [Buffer.from('two'), []]);
        assert.equal(nested[2], null);
        assert.equal(big, 9007199254740993n);
      });
    });

    it('rejects what waits when the server goes', async () => {
      const server = await start('redis7');
      const client = await connectResp(server.address);
      const waiting = assert.rejects(client.call('BLPOP', 'nothing', 0));
      await server.kill();
      await waiting;
      await assert.rejects(client.call('PING'));
    });
  });

  it('stack has JSON, Search, TimeSeries and Bloom', async function () {
    await need(this, 'stack');
    const server = await start('stack');
    await withClient(server.address, async (client) => {
      assert.equal(await client.call('JSON.SET', 'doc:1', '$', '{"title":"blue shirt","price":5}'), 'OK');
      const schema = ['ON', 'JSON', 'PREFIX', '1', 'doc:', 'SCHEMA', '$.title', 'AS', 'title', 'TEXT'];
      assert.equal(await client.call('FT.CREATE', 'docs', ...schema), 'OK');
      const hits = await until('the index', async () => {
        const reply = await client.text('FT.SEARCH', 'docs', 'shirt', 'NOCONTENT');
        return Array.isArray(reply) && reply[0] === 1 ? reply : undefined;
      });
      assert.deepEqual(hits, [1, 'doc:1']);
      assert.equal(await client.text('JSON.NUMINCRBY', 'doc:1', '$.price', '2'), '[7]');
      assert.equal(await client.call('TS.ADD', 'series', 1000, 1.5), 1000);
      assert.equal(await client.call('BF.ADD', 'seen', 'one'), 1);
    });
  });

  it('valkey is Valkey', async function () {
    await need(this, 'valkey');
    const server = await start('valkey');
    const info = String(await withClient(server.address, (client) => client.text('INFO', 'server')));
    assert.match(info, new RegExp(`valkey_version:${server.version}`));
  });

  it('redis6 has not what came with Redis 7', async function () {
    await need(this, 'redis6');
    const server = await start('redis6');
    assert.match(server.version, /^6\.2\./);
    await withClient(server.address, async (client) => {
      await assert.rejects(client.call('PEXPIRETIME', 'key'), /unknown command/);
    });
  });

  it('redis8 has what came with Redis 8', async function () {
    await need(this, 'redis8');
    const server = await start('redis8');
    assert.match(server.version, /^8\./);
    await withClient(server.address, async (client) => {
      assert.equal(await client.call('VADD', 'points', 'VALUES', 2, 1, 1, 'one'), 1);
      assert.equal(await client.text('TYPE', 'points'), 'vectorset');
    });
  });

  it('servers end with the process that started them, even when it is killed', async function () {
    await need(this, 'redis7');
    const code = 'globalThis.describe = () => {}; require(process.argv[1]).holdServer()';
    const child = spawn(process.execPath, ['-e', code, __filename], { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data))));
    const { pid, folder } = JSON.parse(line) as { pid: number; folder: string };
    assert.equal(isAlive(pid), true);
    child.kill('SIGKILL');
    await until('the server to end', async () => Promise.resolve(isAlive(pid) ? undefined : true));
    await until('its folder to go', async () => Promise.resolve(fs.existsSync(folder) ? undefined : true));
  });
});

/** What the child process of the last test does: starts a server, says which, and waits to be killed. */
export async function holdServer(): Promise<void> {
  const { pid, folder } = await startServer('redis7');
  console.log(JSON.stringify({ pid, folder }));
  setInterval(() => undefined, 60_000);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
