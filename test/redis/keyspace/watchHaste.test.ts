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
import { WatchedKey } from './watched';

/** By the user that looks: the command that arms, which is counted, and how often a reading itself sends it. */
const WAYS = {
  tracking: { may: '+@all', arms: 'type' },
  notifications: { may: '+@all -client', arms: 'subscribe' },
} as const;

for (const way of ['tracking', 'notifications'] as const) {
  describe(`A key that changes whenever it is armed, by ${way}`, () => {
    const connections = new OpenConnections();
    let server: RunningServer;
    let client: RespClient;
    /** Stands still until the test lets it go on, so that what comes comes at once; nothing is looked at without being heard of. */
    let now = 0;
    const clock: Clock = {
      ...systemClock,
      monotonic: () => now,
      after: (ms, run) => (ms === 1000 ? { dispose: () => undefined } : systemClock.after(ms, run)),
    };

    before(async function () {
      server = await startServer('redis7', {
        ...{ binary: await need(this, 'redis7'), args: ['--notify-keyspace-events', 'KA'] },
        aclUsers: [`looker on >pw ~* &* ${WAYS[way].may}`],
      });
      client = await connectResp(server.address);
    });
    after(async () => {
      connections.close();
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    async function armed(): Promise<number> {
      const stats = String(await client.text('INFO', 'commandstats'));
      return Number(new RegExp(`cmdstat_${WAYS[way].arms}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
    }

    it('is read without being armed for a while, loses nothing, and is armed again when it rests', async () => {
      const connection = await connections.open(server.port, { username: 'looker' }, 'pw');
      const key = new WatchedKey(
        new KeyWatcher(connection, clock),
        'hot',
        async () => String(await connection.send(['GET', 'hot'])),
        5,
      );
      const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));
      try {
        await key.is(way);
        for (let write = 1; write <= 15; write++) {
          await client.call('SET', 'hot', write);
          await key.shows(String(write));
        }
        const before = { armed: await armed(), readings: key.readings };
        for (let write = 1; write <= 20; write++) {
          await client.call('SET', 'hot', `fast ${String(write)}`);
          await key.shows(`fast ${String(write)}`);
        }
        await until('readings', () => Promise.resolve(key.readings - before.readings >= 20 || undefined));
        assert.equal(await armed(), before.armed, 'reading says as much as arming');
        // It is quiet from now on: armed once more, and not read until something changes.
        now = 10_000;
        await until('to be armed', async () => (await armed()) > before.armed || undefined);
        await until('no reading', async () => {
          const { readings } = key;
          await quiet();
          return key.readings === readings || undefined;
        });
        now = 20_000;
        await client.call('SET', 'hot', 'last');
        await key.shows('last');
      } finally {
        key.dispose();
      }
    });
  });
}
