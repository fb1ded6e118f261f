import assert from 'node:assert/strict';
import type { AnyPattern } from '../../src/core/patterns/contract';
import { patternDefinitions } from '../../src/core/patterns/registry';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { until } from '../support/servers/until';
import { connectTo, sessionOf } from './sessions';

// What a pattern says that its scaffold takes, against what the server says that it took.

const FLAVOURS: readonly Flavour[] = ['redis7', 'stack'];
/** Enough that the elements weigh more than what a server needs for itself. */
const MANY = 5000;
/** What a server may take for itself meanwhile, and what one pattern may be wrong by. */
const SLACK = 1_000_000;

for (const flavour of FLAVOURS) {
  describe(`what a scaffold takes on ${flavour}`, function () {
    this.timeout(60_000);
    let server: RunningServer;
    let client: RespClient;
    let connection: RedisConnection;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
      connection = await connectTo(server.port);
    });

    after(async () => {
      (connection as RedisConnection | undefined)?.dispose();
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    for (const pattern of patternDefinitions) {
      for (const { id, title } of pattern.variants.filter(({ requires }) => !(flavour === 'redis7' && requires[0]))) {
        it(`${pattern.id}, ${title}, is no more than it says, nor far less`, async () => {
          const session = sessionOf(pattern, connection);
          session.setVariant(id);
          makeLarge(session, pattern);
          const before = await used();
          await session.scaffold();
          const taken = (await used()) - before;
          const said = pattern.bytes(session.state.parameters);
          const both = `took ${String(taken)}, said ${String(said)}`;
          assert.ok(taken <= said + SLACK, both);
          assert.ok(said <= 4 * Math.max(0, taken) + SLACK, both);
          await session.cleanUp();
          session.dispose();
        });
      }
    }

    /** Once what the pattern before has given back is free: UNLINK leaves that to a thread. */
    async function used(): Promise<number> {
      const memory = await until('all to be freed', async () => {
        const text = String(await client.text('INFO', 'memory'));
        return /^lazyfree_pending_objects:0\r?$/m.test(text) ? text : undefined;
      });
      return Number(/^used_memory:(\d+)/m.exec(memory)?.[1]);
    }
  });
}

function makeLarge(session: DemoSession, { parameters }: AnyPattern): void {
  for (const [name, spec] of Object.entries(parameters)) {
    if (spec.kind === 'number' && spec.unit === undefined) session.setParameter(name, Math.min(spec.max, MANY));
  }
}
