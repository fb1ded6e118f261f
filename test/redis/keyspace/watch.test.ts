import assert from 'node:assert/strict';
import type { Clock } from '../../../src/core/base/clock';
import { systemClock } from '../../../src/core/base/clock';
import { KeyWatcher } from '../../../src/core/keyspace/watch/keyWatcher';
import type { WatchWay } from '../../../src/core/keyspace/watch/way';
import type { RedisConnection } from '../../../src/core/redis/redisConnection';
import { need } from '../../support/servers/need';
import type { RespClient } from '../../support/servers/respClient';
import { connectResp } from '../../support/servers/respClient';
import type { RunningServer } from '../../support/servers/startServer';
import { startServer } from '../../support/servers/startServer';
import { until } from '../../support/servers/until';
import { OpenConnections, stateOf } from '../connectionHelpers';
import { linksOf, WatchedKey, WatchedPrefixes } from './watched';

/** Never looks again by itself: what is seen was heard. */
const onlyHearing: Clock = {
  ...systemClock,
  after: (ms, run) => (ms === 1000 ? { dispose: () => undefined } : systemClock.after(ms, run)),
};

/** What a server must be like for each way. The user is the one that the connection comes in as. */
const WAYS: Readonly<Record<WatchWay, { readonly events: string; readonly may: string }>> = {
  tracking: { events: '', may: '+@all' },
  notifications: { events: 'KA', may: '+@all -client' },
  polling: { events: 'KA', may: '+@all -client -subscribe' },
};

const FLAVOURS = ['redis7', 'stack', 'valkey'] as const;

for (const flavour of FLAVOURS) {
  for (const way of Object.keys(WAYS) as WatchWay[]) {
    describe(`A watched key, by ${way} on ${flavour}`, () => {
      const connections = new OpenConnections();
      let server: RunningServer;
      let client: RespClient;
      let connection: RedisConnection;
      let watched: WatchedKey | undefined;

      before(async function () {
        const binary = await need(this, flavour);
        const { events, may } = WAYS[way];
        server = await startServer(flavour, {
          ...{ binary, args: ['--notify-keyspace-events', events] },
          aclUsers: [`looker on >pw ~* &* ${may}`],
        });
        client = await connectResp(server.address);
        connection = await connections.open(server.port, { readOnly: true, username: 'looker' }, 'pw');
      });
      beforeEach(() => client.call('FLUSHALL'));
      afterEach(() => {
        watched?.dispose();
      });
      after(async () => {
        connections.close();
        (client as RespClient | undefined)?.close();
        await (server as RunningServer | undefined)?.stop();
      });

      const read = async () => {
        const reply = await connection.send(['GET', 'the key']);
        return reply === null ? undefined : String(reply);
      };
      const watch = async (clock: Clock, gapMs = 0): Promise<WatchedKey> => {
        watched = new WatchedKey(new KeyWatcher(connection, clock), 'the key', read, gapMs);
        await watched.is(way);
        return watched;
      };

      it('is seen created, changed, deleted and expired', async () => {
        const key = await watch(way === 'polling' ? systemClock : onlyHearing);
        assert.equal(key.value, undefined);
        await client.call('SET', 'the key', 'a');
        await key.shows('a');
        await client.call('APPEND', 'the key', 'b');
        await key.shows('ab');
        await client.call('DEL', 'the key');
        await key.shows(undefined);
        // Long enough to be seen by who looks once a second.
        await client.call('SET', 'the key', 'c', 'PX', way === 'polling' ? 2500 : 300);
        await key.shows('c');
        await key.shows(undefined);
        assert.deepEqual(key.ways, [way]);
      });

      it('is seen gone by FLUSHDB', async () => {
        const key = await watch(way === 'tracking' ? onlyHearing : systemClock);
        await client.call('SET', 'the key', 'a');
        await key.shows('a');
        await client.call('FLUSHDB');
        await key.shows(undefined);
      });

      it('is left in peace, without a link, once it is not watched', async () => {
        const key = await watch(systemClock);
        key.dispose();
        const { readings } = key;
        await until('one link', async () => (await linksOf(client)).all === 1 || undefined);
        await client.call('SET', 'the key', 'b');
        await new Promise((resolve) => setTimeout(resolve, 1500));
        assert.equal(key.readings, readings);
      });

      if (way === 'polling') return;

      it('costs few messages for each reading, however often it is written', async () => {
        const key = await watch(onlyHearing, 50);
        const before = { told: key.told, readings: key.readings };
        for (let write = 1; write <= 2000; write++) await client.call('SET', 'the key', write);
        await key.shows('2000');
        const told = key.told - before.told;
        const readings = key.readings - before.readings;
        assert.ok(told <= 4 * readings, `2000 writes, told ${String(told)}, read ${String(readings)}`);
      });

      it('never misses the last value, whenever it is written and however many look at it', async () => {
        const watcher = new KeyWatcher(connection, onlyHearing);
        const keys = [0, 0, 3].map((gapMs) => new WatchedKey(watcher, 'the key', read, gapMs));
        try {
          for (const key of keys) await key.is(way);
          for (let round = 1; round <= 60; round++) {
            for (let again = 0; again <= round % 3; again++)
              await client.call('SET', 'the key', `${String(round)}-${String(again)}`);
            for (const key of keys) await key.shows(`${String(round)}-${String(round % 3)}`);
          }
        } finally {
          for (const key of keys) key.dispose();
        }
      });
    });
  }
}

describe('Hearing of changes', () => {
  const connections = new OpenConnections();
  const unhandled: unknown[] = [];
  const onUnhandled = (error: unknown): void => {
    unhandled.push(error);
  };
  const disposables: { dispose(): void }[] = [];
  let server: RunningServer;
  let client: RespClient;
  let connection: RedisConnection;
  let watcher: KeyWatcher;

  before(() => {
    process.on('unhandledRejection', onUnhandled);
  });
  after(() => {
    process.off('unhandledRejection', onUnhandled);
  });
  beforeEach(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
    connection = await connections.open(server.port);
    watcher = new KeyWatcher(connection, onlyHearing);
  });
  afterEach(async () => {
    for (const each of disposables.splice(0)) each.dispose();
    connections.close();
    client.close();
    await server.stop();
    assert.deepEqual(unhandled, []);
  });

  function watchKey(name: string, gapMs = 0, by = watcher): WatchedKey {
    const read = async () => String(await connection.send(['GET', name]));
    const watched = new WatchedKey(by, name, read, gapMs);
    disposables.push(watched);
    return watched;
  }

  function watchPrefixes(...prefixes: string[]): WatchedPrefixes {
    const watched = new WatchedPrefixes(watcher, prefixes);
    disposables.push(watched.watch);
    return watched;
  }

  it('costs one message for each reading, however often the key is written', async () => {
    const key = watchKey('counter', 50);
    await key.is('tracking');
    const before = { told: key.told, readings: key.readings };
    for (let batch = 0; batch < 20; batch++) {
      await client.pipeline(Array.from({ length: 100 }, () => ['INCR', 'counter']));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await key.shows('2000');
    const told = key.told - before.told;
    const readings = key.readings - before.readings;
    assert.ok(told <= readings + 1 && readings < 200, `2000 writes, told ${String(told)}, read ${String(readings)}`);
  });

  it('tells what came, changed and went under prefixes that overlap, of two views', async () => {
    const all = watchPrefixes('user:', 'user:1:', 'user:1:2:');
    const one = watchPrefixes('user:1:', 'cart:');
    await until('both to be told', () =>
      Promise.resolve([all.way, one.way].every((way) => way === 'tracking') || undefined),
    );
    await client.call('MSET', 'user:2:x', 'a', 'user:1:x', 'a', 'cart:9', 'a', 'other', 'a');
    await client.call('DEL', 'user:2:x');
    await all.heardOf('user:2:x', 'user:1:x');
    await one.heardOf('user:1:x', 'cart:9');
    assert.deepEqual([...all.keys].sort(), ['user:1:x', 'user:2:x']);
    assert.deepEqual([...one.keys].sort(), ['cart:9', 'user:1:x']);
    // The one that covered the other goes.
    const { anything } = one;
    all.set('cart:');
    await until('the change to be made', () => Promise.resolve(one.anything > anything || undefined));
    all.keys.clear();
    await client.call('MSET', 'user:2:x', 'b', 'user:1:y', 'b', 'cart:8', 'b');
    await one.heardOf('user:1:y', 'cart:8');
    await all.heardOf('cart:8');
    assert.deepEqual([...all.keys], ['cart:8']);
    await client.call('FLUSHALL');
    await until('anything to have changed', () => Promise.resolve(one.anything > anything + 1 || undefined));
  });

  it('rests when far too much changes, and then says that anything may have', async () => {
    const all = watchPrefixes('');
    await until('to be told', () => Promise.resolve(all.way === 'tracking' || undefined));
    const { anything } = all;
    await client.pipeline(Array.from({ length: 2000 }, (_, at) => ['SET', `k:${String(at)}`, 'a']));
    await until('a rest', async () => (await linksOf(client)).tracked === 0 || undefined, 1900);
    await until('to go on', () => Promise.resolve(all.anything > anything || undefined));
    all.keys.clear();
    await client.call('SET', 'after', 'a');
    await all.heardOf('after');
  });

  it('has two links for keys, one more for namespaces, and none once the connection is closed', async () => {
    const key = watchKey('k');
    await key.is('tracking');
    assert.deepEqual(await linksOf(client), { all: 3, listening: 1, tracked: 1 });
    const prefixes = watchPrefixes('a:');
    await until('another', async () => (await linksOf(client)).tracked === 2 || undefined);
    prefixes.watch.dispose();
    await until('one less', async () => (await linksOf(client)).all === 3 || undefined);
    connection.disconnect();
    await until('none', async () => (await linksOf(client)).all === 0 || undefined);
    await connection.connect();
    await until('all again', async () => (await linksOf(client)).all === 3 || undefined);
  });

  it('is live again after the server was gone', async () => {
    const key = watchKey('k');
    await key.is('tracking');
    await client.call('SET', 'k', 'before');
    await key.shows('before');
    client.close();
    await server.kill();
    await stateOf(connection, 'reconnecting');
    await server.restart();
    client = await connectResp(server.address);
    await stateOf(connection, 'ready');
    await key.shows('null');
    await until('links', async () => (await linksOf(client)).all === 3 || undefined);
    await client.call('SET', 'k', 'after');
    await key.shows('after');
  });

  it('is live again after one of its own links was cut, whichever', async () => {
    const key = watchKey('k');
    const prefixes = watchPrefixes('k');
    await key.is('tracking');
    for (const which of [/ sub=1 /, / cmd=type /, / flags=t?B?t /]) {
      await until('links', async () => (await linksOf(client)).all === 4 || undefined);
      await key.is('tracking');
      await client.call('SET', 'k', 'before');
      await key.shows('before');
      const list = String(await client.text('CLIENT', 'LIST')).split('\n');
      const id = / ?id=(\d+)/.exec(list.find((line) => which.test(line)) ?? '')?.[1] ?? '';
      await client.call('CLIENT', 'KILL', 'ID', id);
      await client.call('SET', 'k', 'meanwhile');
      await key.shows('meanwhile');
    }
    assert.ok(key.ways.includes('polling'), 'it says that it looks by itself meanwhile');
    prefixes.keys.clear();
    await until('links', async () => (await linksOf(client)).all === 4 || undefined);
    await client.call('SET', 'k2', 'x');
    await prefixes.heardOf('k2');
  });

  it('is heard in another database as well, and of binary names', async () => {
    const other = await connections.open(server.port, { database: 3 });
    const name = Buffer.from([0xff, 0x00, 0x3a, 0x2a, 0x0a]);
    let told = 0;
    const watch = new KeyWatcher(other, onlyHearing).watchKey(name, { changed: () => (told += 1) });
    disposables.push(watch);
    await until('to be told', () => Promise.resolve(told > 0 || undefined));
    await watch.ready();
    const before = told;
    await client.call('SELECT', 3);
    await client.call('SET', name, 'x');
    await until('to be told', () => Promise.resolve(told > before || undefined));
  });

  it('looks by itself where notifications leave something out', async () => {
    await client.call('ACL', 'SETUSER', 'looker', 'on', '>pw', '~*', '&*', '+@all', '-client');
    await client.call('CONFIG', 'SET', 'notify-keyspace-events', 'K$h');
    const partly = await connections.open(server.port, { username: 'looker' }, 'pw');
    const key = new WatchedKey(new KeyWatcher(partly), 'k', async () => String(await partly.send(['GET', 'k'])));
    disposables.push(key);
    await key.is('polling');
    assert.deepEqual(key.ways, ['polling']);
  });

  it('looks by itself for a user without the channel of the invalidations', async () => {
    await client.call('ACL', 'SETUSER', 'looker', 'on', '>pw', '~*', 'resetchannels', '+@all');
    const without = await connections.open(server.port, { username: 'looker' }, 'pw');
    const key = new WatchedKey(new KeyWatcher(without), 'k', async () => String(await without.send(['GET', 'k'])));
    disposables.push(key);
    await key.is('polling');
    await client.call('SET', 'k', 'seen');
    await key.shows('seen');
    await until('no link that is left over', async () => (await linksOf(client)).all === 2 || undefined);
  });
});
