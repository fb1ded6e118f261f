import assert from 'node:assert/strict';
import type { Script } from '../../src/core/redis/executor';
import {
  buyScript,
  confirmScript,
  orderScript,
  releaseScript,
  reserveScript,
} from '../../src/core/patterns/inventory/scripts';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';

// The edges of the inventory's scripts: what is sent twice, comes too late, or is no number.

describe('the scripts of the inventory', () => {
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

  beforeEach(async () => {
    await client.call('FLUSHALL');
    await client.call('HSET', 'product', 'stock', 30);
  });

  const run = (script: Script, keys: readonly string[], ...args: readonly (string | number)[]): Promise<unknown> =>
    client.text('EVAL', script.lua, keys.length, ...keys, ...args);
  const buy = (order: string, units: string | number): Promise<unknown> =>
    run(
      buyScript,
      ['product', 'holds', 'held', 'sold', `order:${order}:p`, 'ledger'],
      'hash',
      order,
      'p',
      units,
      60,
      0,
    );
  /** Of another product. */
  const buyOther = (order: string, units: number): Promise<unknown> =>
    run(
      buyScript,
      ['other', 'holds:other', 'held:other', 'sold:other', `order:${order}:other`, 'ledger'],
      ...['hash', order, 'other', units, 60, 0],
    );
  const reserve = (order: string, units: number, ms = 60_000): Promise<unknown> =>
    run(reserveScript, ['product', 'holds', 'held', `order:${order}:p`], 'hash', order, units, ms, 0);
  const confirm = (order: string): Promise<unknown> =>
    run(confirmScript, ['holds', 'held', 'sold', `order:${order}:p`, 'ledger'], order, 'p', 60, 0);
  const release = (order: string): Promise<unknown> => run(releaseScript, ['product', 'holds', 'held'], 'hash', order);
  const LINE = ['product', 'holds', 'held', 'sold'];
  const orderOf = (order: string, ...units: readonly (string | number)[]): Promise<unknown> =>
    run(
      orderScript(units.length),
      [`order:${order}`, 'ledger', ...units.flatMap(() => LINE)],
      ...['hash', order, 60, 0, ...units.flatMap((count) => ['p', count])],
    );
  const stock = async (): Promise<number> => Number(await client.text('HGET', 'product', 'stock'));
  /** Waits until the hold is too late by the server's clock. */
  const late = (order: string): Promise<void> =>
    untilTrue(`${order} is too late`, async () => {
      const [seconds, micro] = ((await client.text('TIME')) as string[]).map(Number) as [number, number];
      return Number(await client.text('ZSCORE', 'holds', order)) < seconds * 1000 + Math.floor(micro / 1000);
    });

  it('tell a confirmation that is sent again from one that comes too late', async () => {
    await reserve('a', 2);
    assert.deepEqual(await confirm('a'), [1, 2]);
    assert.deepEqual(await confirm('a'), [2, 2]);
    await reserve('b', 2, 1);
    await late('b');
    assert.deepEqual(await confirm('b'), [0, 0]);
    assert.deepEqual(await confirm('never'), [0, 0]);
    assert.equal(await client.text('GET', 'sold'), '2');
  });

  it('let a buyer have what was held too long, however many held it', async () => {
    for (let n = 0; n < 30; n += 1) await reserve(`walker-${String(n)}`, 1, 300);
    assert.equal(await stock(), 0);
    await late('walker-29');
    assert.deepEqual(await buy('buyer', 29), [1, 0]);
    assert.deepEqual(await orderOf('basket', 1), [1, 0], 'an order of lines frees them too');
    assert.equal(await client.text('ZCARD', 'holds'), 0);
  });

  it('count the lines of one product together', async () => {
    assert.deepEqual(await orderOf('a', 20, 20), [-1, 2]);
    assert.equal(await stock(), 30);
    assert.deepEqual(await orderOf('b', 15, 15), [1, 0]);
    assert.equal(await stock(), 0);
    assert.deepEqual(await orderOf('b', 15, 15), [2, 0]);
  });

  it('let one order have several products, one after the other, each once', async () => {
    await client.call('HSET', 'other', 'stock', 5);
    assert.deepEqual(await buy('a', 2), [1, 28]);
    assert.deepEqual(await buyOther('a', 2), [1, 3]);
    assert.deepEqual(await buyOther('a', 2), [2, 3]);
    assert.deepEqual(await buy('a', 2), [2, 28]);
    assert.deepEqual(await client.text('MGET', 'sold', 'sold:other'), ['2', '2']);
  });

  it('tell an order that is sent again from another one with its id', async () => {
    assert.deepEqual(await orderOf('a', 1, 2), [1, 0]);
    assert.deepEqual(await orderOf('a', 1, 2), [2, 0]);
    assert.deepEqual(await orderOf('a', 1, 3), [4, 0]);
    assert.deepEqual(await orderOf('a', 1), [4, 0]);
    assert.equal(await stock(), 27);
  });

  it('give late holds back though nobody needs their units, twenty at a time', async () => {
    await client.call('HSET', 'product', 'stock', 100);
    for (let n = 0; n < 30; n += 1) await reserve(`walker-${String(n)}`, 1, 300);
    for (let n = 0; n < 30; n += 1) await late(`walker-${String(n)}`);
    assert.deepEqual(await buy('a', 1), [1, 89]);
    assert.equal(await client.text('ZCARD', 'holds'), 10);
    assert.deepEqual(await orderOf('b', 1), [1, 0]);
    assert.equal(await stock(), 98);
    assert.deepEqual(await client.text('HVALS', 'held'), []);
  });

  it('refuse what is no count before anything is written', async () => {
    for (const units of ['1e1', '0', '-1', '1.5', '', 'x', '0x10', ' 1', '9'.repeat(16)]) {
      await assert.rejects(buy('a', units), /units must be a whole number/, units);
      await assert.rejects(orderOf('a', 1, units), /units must be a whole number/, units);
    }
    assert.deepEqual(((await client.text('KEYS', '*')) as string[]).sort(), ['product']);
    assert.equal(await stock(), 30);
  });

  it('do not let an order change its number of units, nor prolong its hold', async () => {
    await buy('a', 2);
    assert.deepEqual(await buy('a', 3), [4, 28]);
    await reserve('b', 2);
    const ends = await client.text('ZSCORE', 'holds', 'b');
    assert.deepEqual(await reserve('b', 3), [4, 26]);
    assert.deepEqual(await reserve('b', 2, 999_000), [2, 26]);
    assert.equal(await client.text('ZSCORE', 'holds', 'b'), ends);
    assert.deepEqual(await reserve('a', 2), [3, 26], 'what was bought is not held');
  });

  it('do not bring a product back that is gone', async () => {
    await reserve('a', 2);
    await client.call('DEL', 'product');
    assert.equal(await release('a'), 2);
    assert.equal(await client.text('EXISTS', 'product'), 0);
    assert.deepEqual(await buy('b', 1), [-2, 0]);
    assert.deepEqual(await orderOf('c', 1), [-2, 1]);
  });
});
