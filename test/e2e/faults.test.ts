import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { seededRandom } from '../../src/core/base/random';
import { FAULTS, FaultProxy } from '../redis/faultProxy';
import { Lab } from '../support/lab';
import { need } from '../support/servers/need';
import { connectResp, type RespClient } from '../support/servers/respClient';
import { type RunningServer, startServer } from '../support/servers/startServer';
import { untilTrue } from '../support/untilTrue';
import { openWorkbench, type Workbench } from '../support/vscode/workbench';
import { addConnection } from './connecting';

// The link is harmed while a lab and an inspector are looked at: what they paint afterwards is what the server holds.

const ROUNDS = 24;
const SEED = 7;

describe('an inspector and a lab on a link that is harmed again and again', () => {
  let server: RunningServer;
  let proxy: FaultProxy;
  let client: RespClient;
  let workbench: Workbench;

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
    await client.call('HSET', 'watched', 'round', '0');
    proxy = await FaultProxy.start(server.port);
    workbench = await openWorkbench();
    await workbench.openView('Redis Patterns');
    await addConnection(workbench, { url: `127.0.0.1:${String(proxy.port)}`, name: 'shaky' });
  });

  after(async () => {
    (client as RespClient | undefined)?.close();
    await (workbench as Workbench | undefined)?.stop();
    await (proxy as FaultProxy | undefined)?.stop();
    await (server as RunningServer | undefined)?.stop();
  });

  /** A link that only hears of changes is silent for long: something changes until the fault has happened. */
  async function withTraffic(happened: Promise<void>): Promise<void> {
    const over = new AbortController();
    const end = happened.then(() => {
      over.abort();
    });
    for (let n = 0; !over.signal.aborted; n += 1) {
      await client.call('HSET', 'watched', 'noise', String(n));
      await Promise.race([end, setTimeout(100)]);
    }
  }

  it(`paint the truth after each of ${String(ROUNDS)} faults, without a reload`, async () => {
    const random = seededRandom(SEED);
    await workbench.tree('Keys').click('watched');
    const inspector = await workbench.webviewFrame('#inspector .facts');
    for (let round = 1; round <= ROUNDS; round += 1) {
      const kind = FAULTS[Math.floor(random.next() * FAULTS.length)] ?? 'cut';
      const way = random.next() < 0.5 ? 'toServer' : 'toClient';
      const happened = new Promise<void>((resolve) => {
        proxy.arm({ kind, way, at: Math.floor(random.next() * 400), delayMs: 500, onHappened: resolve });
      });
      await withTraffic(happened);
      await client.call('HSET', 'watched', 'round', String(round));
      await untilTrue(
        `round ${String(round)} (${kind}) is painted`,
        async () => new RegExp(`round\\s+${String(round)}\\b`).test(await inspector.locator('#inspector').innerText()),
        30_000,
      );
    }
    await workbench.screenshot('after-faults');
    proxy.arm(undefined);
    await workbench.tree('Patterns').click('Leaderboard');
    const lab = await Lab.find(workbench);
    await lab.scaffold();
    proxy.arm({ kind: 'cut', way: 'toClient', at: 50, delayMs: 0 });
    const [board] = (await client.text('KEYS', '*:board:all')) as string[];
    await client.call('ZINCRBY', board ?? '', '1000000', 'outsider');
    await untilTrue('the lab paints it', async () => (await lab.ranking())[0]?.id === 'outsider', 30_000);
    assert.equal(proxy.armed, false, 'the link was cut meanwhile');
  });
});
