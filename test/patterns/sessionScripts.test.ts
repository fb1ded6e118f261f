import assert from 'node:assert/strict';
import * as scripts from '../../src/core/patterns/session/scripts';
import type { Script } from '../../src/core/redis/executor';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient, Text } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';

// What the scripts promise at their edges, where the steps do not go. A script is not taken back when it fails.

const SESSION = '{s}:session';
const CART = '{s}:cart';
const CODE = '{s}:otp';
const HOUR = 3_600_000;

type Run = (script: Script, keys: string[], args: (string | number)[]) => Promise<Text>;

function onServer(flavour: Flavour, title: string, tests: (client: () => RespClient, run: Run) => void): void {
  describe(`the scripts of sessions ${title} on ${flavour}`, () => {
    let server: RunningServer;
    let client: RespClient;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
    });

    after(async () => {
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    beforeEach(() => client.call('FLUSHALL'));

    tests(
      () => client,
      ({ lua, keyCount }, keys, args) => {
        assert.equal(keys.length, keyCount);
        return client.text('EVAL', lua, keys.length, ...keys, ...args);
      },
    );
  });
}

for (const flavour of ['redis7', 'stack', 'valkey'] as const) onServer(flavour, 'as hashes', hashes);
onServer('stack', 'as JSON', documents);

function hashes(client: () => RespClient, run: Run): void {
  const open = (ttlMs: number, created = Date.now()): Promise<unknown> =>
    client().pipeline([
      ['HSET', SESSION, 'uid', 'u1', 'created', created],
      ['PEXPIRE', SESSION, ttlMs],
    ]);
  const touch = (idle: number, absolute = HOUR): Promise<Text> =>
    run(scripts.touchScript, [SESSION, CART], [idle, absolute]);
  const add = (quantity: string | number, most = 10): Promise<Text> =>
    run(scripts.cartScript, [SESSION, CART], ['tea', quantity, most]);

  it('slide only when a tenth of the time is gone, and take the cart along', async () => {
    await open(95_000);
    await client().pipeline([
      ['HSET', CART, 'tea', 1],
      ['PEXPIRE', CART, 95_000],
    ]);
    await touch(100_000);
    assert.ok((await left(client(), SESSION)) <= 95_000, 'it was left as it was');
    await client().call('PEXPIRE', SESSION, 80_000);
    await touch(100_000);
    assert.ok((await left(client(), SESSION)) > 99_000);
    assert.ok((await left(client(), CART)) > 99_000);
  });

  it('give a session that never ends an end', async () => {
    await client().call('HSET', SESSION, 'uid', 'u1');
    assert.deepEqual(await touch(100_000), ['uid', 'u1']);
    assert.ok((await left(client(), SESSION)) > 99_000);
  });

  it('make nothing of a session that is not there', async () => {
    assert.equal(await touch(1000), null);
    assert.equal(await run(scripts.ssetScript, [SESSION], ['HSET', 'a', 1]), 0);
    assert.equal(await add(1), -2);
    assert.equal(await run(scripts.otpScript, [SESSION, CODE], ['123456', 1000]), null);
    assert.equal(await client().text('DBSIZE'), 0);
  });

  it('set several fields at once and leave the TTL', async () => {
    await open(50_000);
    assert.equal(await run(scripts.ssetScript, [SESSION], ['HSET', 'a', 1, 'b', 2]), 1);
    assert.deepEqual(await client().text('HMGET', SESSION, 'a', 'b'), ['1', '2']);
    const ttl = await left(client(), SESSION);
    assert.ok(ttl > 49_000 && ttl <= 50_000);
  });

  it('count a cart down to nothing, and let it end with its session', async () => {
    await open(50_000);
    assert.deepEqual([await add(3), await add(-1), await add(8), await add(9)], [3, 2, 10, -1]);
    const ttl = await left(client(), CART);
    assert.ok(ttl > 49_000 && ttl <= 50_000);
    assert.equal(await add(-99), 0);
    assert.equal(await client().text('EXISTS', CART), 0);
  });

  for (const quantity of ['', 'one', '1.5', '1e3', '0x5', 'nan', '9'.repeat(16)]) {
    it(`refuse "${quantity}" of a product and write nothing`, async () => {
      await open(50_000);
      await assert.rejects(add(quantity), /whole number/);
      assert.equal(await client().text('EXISTS', CART), 0);
    });
  }

  it('keep a code for its own time, in the field or in a key', async () => {
    await open(50_000);
    const code = (text: string, ms: number): Promise<Text> => run(scripts.otpScript, [SESSION, CODE], [text, ms]);
    const where = await code('123456', 20_000);
    const [known] = (await client().text('COMMAND', 'INFO', 'HPEXPIRE')) as Text[];
    assert.equal(where, known === null ? 'key' : 'field');
    const leftOfCode = async (): Promise<number> =>
      where === 'key'
        ? left(client(), CODE)
        : Number(((await client().text('HPTTL', SESSION, 'FIELDS', 1, 'otp')) as Text[])[0]);
    const read = (): Promise<Text> =>
      where === 'key' ? client().text('GET', CODE) : client().text('HGET', SESSION, 'otp');
    const first = await leftOfCode();
    assert.ok(first > 19_000 && first <= 20_000);
    // A new code has all its time, and the session keeps its own.
    await code('654321', 30_000);
    const second = await leftOfCode();
    assert.ok(second > 29_000 && second <= 30_000);
    assert.equal(await read(), '654321');
    assert.ok((await left(client(), SESSION)) > 49_000);
  });
}

function documents(client: () => RespClient, run: Run): void {
  const open = (ttlMs: number, cart: Record<string, number> = {}): Promise<unknown> =>
    client().pipeline([
      ['JSON.SET', SESSION, '$', JSON.stringify({ uid: 'u1', created: Date.now(), cart })],
      ['PEXPIRE', SESSION, ttlMs],
    ]);
  const add = (sku: string, quantity: string | number = 1): Promise<Text> =>
    run(scripts.cartJsonScript, [SESSION], [sku, quantity, 10]);
  const read = async (): Promise<{ cart: unknown; seen?: unknown }> =>
    JSON.parse(String(await client().text('JSON.GET', SESSION))) as { cart: unknown };

  it('slide only when a tenth of the time is gone', async () => {
    await open(95_000);
    await run(scripts.touchJsonScript, [SESSION], [100_000, HOUR]);
    assert.ok((await left(client(), SESSION)) <= 95_000);
    await client().call('PEXPIRE', SESSION, 80_000);
    const document = await run(scripts.touchJsonScript, [SESSION], [100_000, HOUR]);
    assert.deepEqual((JSON.parse(String(document)) as { uid: string }).uid, 'u1');
    assert.ok((await left(client(), SESSION)) > 99_000);
  });

  it('make nothing of a session that is not there', async () => {
    assert.equal(await run(scripts.touchJsonScript, [SESSION], [1000, HOUR]), null);
    assert.equal(await run(scripts.ssetScript, [SESSION], ['JSON.SET', '$.seen', 1]), 0);
    assert.equal(await add('tea'), -2);
    assert.equal(await client().text('DBSIZE'), 0);
  });

  it('count a cart up and down in the document and leave the TTL', async () => {
    await open(50_000);
    assert.deepEqual(
      [await add('tea', 3), await add('tea', -1), await add('tea', 8), await add('tea', 9)],
      [3, 2, 10, -1],
    );
    assert.deepEqual((await read()).cart, { tea: 10 });
    assert.equal(await run(scripts.ssetScript, [SESSION], ['JSON.SET', '$.seen', 7]), 1);
    assert.equal((await read()).seen, 7);
    assert.equal(await add('tea', -10), 0);
    assert.deepEqual((await read()).cart, {});
    const ttl = await left(client(), SESSION);
    assert.ok(ttl > 49_000 && ttl <= 50_000);
  });

  for (const sku of ['', 'a"]', 'a.b', '*', '../uid', "x'] || ['y", 'é']) {
    it(`refuse the product "${sku}", which could be another place of the document`, async () => {
      await open(50_000, { tea: 1 });
      await assert.rejects(add(sku), /letters, digits/);
      assert.deepEqual((await read()).cart, { tea: 1 });
    });
  }
}

async function left(client: RespClient, key: string): Promise<number> {
  return Number(await client.text('PTTL', key));
}
