import assert from 'node:assert/strict';
import type { KeyFilter } from '../../../src/core/keyspace/keyFilter';
import { FilteredScan } from '../../../src/core/keyspace/filteredScan';
import type { RedisConnection } from '../../../src/core/redis/redisConnection';
import { need } from '../../support/servers/need';
import type { RunningServer } from '../../support/servers/startServer';
import { startServer } from '../../support/servers/startServer';
import { OpenConnections } from '../connectionHelpers';

const KEYS = 12_000;

describe('a scan that loads all', () => {
  const connections = new OpenConnections();
  let server: RunningServer;
  let connection: RedisConnection;

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    connection = await connections.open(server.port);
    await connection.pipeline(Array.from({ length: KEYS }, (_, n) => ['SET', `key:${String(n)}`, 1, 'EX', 1000]));
  });
  after(async () => {
    connections.close();
    await (server as RunningServer | undefined)?.stop();
  });

  function scanOf(filter: KeyFilter): FilteredScan {
    return new FilteredScan({ connection, prefix: Buffer.alloc(0), filter, budget: 2000 });
  }

  it('asks for the next names before it hands over those it has, beyond every budget', async () => {
    const sent: { id: number; name: string }[] = [];
    const listening = connection.onDidTrace(({ id, command }) => sent.push({ id, name: command[0] }));
    const scan = scanOf({});
    const pings: Promise<unknown>[] = [];
    // A PING for each page that was handed over stands among what was sent.
    await scan.rest(() => pings.push(connection.send(['PING'])), new AbortController().signal);
    await Promise.all(pings);
    listening.dispose();
    const order = sent
      .filter(({ name }) => name === 'SCAN' || name === 'PING')
      .sort((a, b) => a.id - b.id)
      .map(({ name }) => name[0])
      .join('');
    assert.match(order, /^S(SP){8,}P$/);
    assert.equal(scan.done, true);
  });

  it('finds everything, goes on after it was stopped, and reads TTLs on its way', async () => {
    for (const filter of [{}, { text: 'key:*' }, { ttl: { kind: 'within', ms: 10_000_000 } }] as const) {
      const scan = scanOf(filter);
      const found = new Set<string>();
      const stop = new AbortController();
      const onNames = (names: readonly Buffer[]): void => {
        for (const name of names) found.add(name.toString());
        if (found.size > 5000) stop.abort();
      };
      await assert.rejects(scan.rest(onNames, stop.signal));
      assert.equal(scan.done, false);
      await scan.rest(onNames, new AbortController().signal);
      assert.equal(found.size, KEYS);
    }
  });
});
