import assert from 'node:assert/strict';
import { systemClock } from '../../src/core/base/clock';
import { seededRandom } from '../../src/core/base/random';
import type { AnyPattern } from '../../src/core/patterns/contract';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import { patternDefinitions } from '../../src/core/patterns/registry';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { commandsOf } from './commandsOf';
import { connectTo, sessionOf } from './sessions';

// Whatever goes on with a hundred thousand items ends when it is told to: nothing is sent any more, what was made expires, and
// clean-up finds all of it.

const FLAVOURS: readonly Flavour[] = ['redis7', 'stack'];
const MANY = 100_000;
/** Long enough that work which goes on would show. */
const QUIET_MS = 300;
const SEED = 20_260_401;
/** Milliseconds of a scaffold among which one is picked to stop it. */
const MOMENTS = 400;
/** From the stop on until the last command has come to the server: what was promised. */
const LAST_COMMAND_MS = 1000;

for (const flavour of FLAVOURS) {
  describe(`cancelling on ${flavour}`, function () {
    this.timeout(60_000);
    const random = seededRandom(SEED);
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

    beforeEach(() => client.call('FLUSHALL'));

    for (const pattern of patternDefinitions) {
      it(`${pattern.id}: in the middle of a large scaffold`, async () => {
        const session = sessionOf(pattern, connection);
        makeLarge(session, pattern);
        session.onDidChangeState(({ activity }) => {
          if (activity?.kind === 'scaffold' && (activity.progress?.done ?? 0) > 0) session.stop();
        });
        await endsQuietly(session, session.scaffold());
      });

      it(`${pattern.id}: at any moment of a large scaffold, within a second`, async () => {
        const session = sessionOf(pattern, connection);
        makeLarge(session, pattern);
        const moment = 1 + Math.floor(random.next() * MOMENTS);
        const scaffolding = session.scaffold().then(
          () => 'done',
          (error: unknown) => error,
        );
        await systemClock.sleep(moment);
        session.stop();
        const told = `stopped after ${String(moment)} ms`;
        await systemClock.sleep(LAST_COMMAND_MS);
        await assertSilence(`${told}: a second later nothing is sent any more`);
        const ended = await scaffolding;
        assert.ok(ended === 'done' || (ended as Error).name === 'AbortError', told);
        await session.cleanUp();
        assert.equal(await client.text('DBSIZE'), 0, told);
        session.dispose();
      });

      it(`${pattern.id}: in the middle of its steps, its traffic and its experiment`, async () => {
        const session = sessionOf(pattern, connection);
        await session.scaffold();
        let left = Infinity;
        session.onDidTrace(() => {
          if ((left -= 1) === 0) session.stop();
        });
        for (const work of [
          () => session.runRest(),
          () => session.runLive(pattern.live.rate.max),
          () => session.runExperiment(),
        ]) {
          left = 3;
          await endsQuietly(session, work());
          left = Infinity;
          await session.scaffold();
        }
        await session.cleanUp();
        assert.equal(await client.text('DBSIZE'), 0);
        session.dispose();
      });
    }

    async function assertSilence(told: string): Promise<void> {
      const before = await commandsOf(client);
      await systemClock.sleep(QUIET_MS);
      // Asking is a command too.
      assert.equal((await commandsOf(client)) - before, 1, told);
    }

    async function endsQuietly(session: DemoSession, work: Promise<unknown>): Promise<void> {
      await assert.rejects(work, { name: 'AbortError' });
      assert.equal(session.state.activity, undefined);
      // What was on the way has been carried out once this is answered.
      await connection.send(['PING']);
      await assertSilence('nothing is sent any more');
      for (const name of (await client.text('KEYS', '*')) as string[]) {
        assert.notEqual(await client.text('TTL', name), -1, `${name} never expires`);
      }
      await session.cleanUp();
      assert.equal(await client.text('DBSIZE'), 0);
    }
  });
}

/** Sets what says how many there are to a hundred thousand, or to the most there may be. */
function makeLarge(session: DemoSession, { parameters }: AnyPattern): void {
  for (const [name, spec] of Object.entries(parameters)) {
    if (spec.kind === 'number' && spec.max >= 10_000 && spec.unit === undefined) {
      session.setParameter(name, Math.min(spec.max, MANY));
    }
  }
}
