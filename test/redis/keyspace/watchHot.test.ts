import assert from 'node:assert/strict';
import type { Clock } from '../../../src/core/base/clock';
import { systemClock } from '../../../src/core/base/clock';
import { KeyWatcher } from '../../../src/core/keyspace/watch/keyWatcher';
import { need } from '../../support/servers/need';
import type { RespClient } from '../../support/servers/respClient';
import { connectResp } from '../../support/servers/respClient';
import type { RunningServer } from '../../support/servers/startServer';
import { startServer } from '../../support/servers/startServer';
import { until } from '../../support/servers/until';
import { OpenConnections } from '../connectionHelpers';
import { WatchedKey, WatchedPrefixes } from './watched';

const WAYS = { tracking: '+@all', notifications: '+@all -client' } as const;
const NEVER = { dispose: () => undefined };

for (const way of ['tracking', 'notifications'] as const) {
  describe(`One key that is written all the time, while all keys are watched by ${way}`, () => {
    const connections = new OpenConnections();
    let server: RunningServer;
    let client: RespClient;
    let endRest: (() => void) | undefined;
    /** However slow the machine is, it writes fast by this clock. A rest lasts until the test ends it; nothing is looked at without being heard of. */
    const clock: Clock = {
      ...systemClock,
      monotonic: () => systemClock.monotonic() / 1000,
      after(ms, run) {
        if (ms === 2000) endRest = run;
        return ms === 1000 || ms === 2000 ? NEVER : systemClock.after(ms, run);
      },
    };

    before(async function () {
      server = await startServer('redis7', {
        ...{ binary: await need(this, 'redis7'), args: ['--notify-keyspace-events', 'KA'] },
        aclUsers: [`looker on >pw ~* &* ${WAYS[way]}`],
      });
      client = await connectResp(server.address);
    });
    after(async () => {
      connections.close();
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    async function write(times: number): Promise<void> {
      // One at a time: what comes at once is told once by a broadcast.
      for (let time = 0; time < times; time++) await client.call('INCR', 'hot');
    }

    it('is not told by every write for long, nor to who looks at the key; afterwards anything may have changed', async () => {
      const connection = await connections.open(server.port, { username: 'looker' }, 'pw');
      const watcher = new KeyWatcher(connection, clock);
      const all = new WatchedPrefixes(watcher, ['']);
      const key = new WatchedKey(watcher, 'hot', async () => String(await connection.send(['GET', 'hot'])), 50);
      try {
        await key.is(way);
        await until('to be told', () => Promise.resolve(all.way === way || undefined));
        await write(600);
        await until('a rest', () => Promise.resolve(endRest));
        await key.shows('600');
        const before = { told: key.told, readings: key.readings, heard: all.heard };
        await write(3000);
        await key.shows('3600');
        const told = key.told - before.told;
        const readings = key.readings - before.readings;
        assert.ok(told <= 4 * readings + 4, `3000 writes, told ${String(told)}, read ${String(readings)}`);
        assert.ok(all.heard - before.heard <= told, 'the view hears no more than who looks at the key');
        const { anything } = all;
        endRest?.();
        await until('anything to have changed', () => Promise.resolve(all.anything > anything || undefined));
        await client.call('SET', 'another', 'a');
        await all.heardOf('another');
      } finally {
        key.dispose();
        all.watch.dispose();
      }
    });
  });
}
