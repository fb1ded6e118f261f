import assert from 'node:assert/strict';
import { systemClock } from '../../src/core/base/clock';
import { seededRandom } from '../../src/core/base/random';
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

// Steps, traffic and experiments of all patterns go on side by side and are told to stop, all at one moment that chance picks:
// a second later a second client counts nothing any more, and no link of theirs is open.

const FLAVOURS: readonly Flavour[] = ['redis7', 'stack'];
const SEED = 20_260_401;
const WORK = {
  run: (session: DemoSession) => session.runRest(),
  live: (session: DemoSession) => session.runLive(session.pattern.live.rate.max),
  experiment: (session: DemoSession) => session.runExperiment(),
};
type Kind = keyof typeof WORK;
const KINDS: readonly Kind[] = ['run', 'live', 'experiment'];
/** Each pattern comes to each kind of work twice. */
const ROUNDS = 2 * KINDS.length;
/** Milliseconds of the work among which one is picked to stop it. */
const MOMENTS = 500;
/** From the stop on until the last command has come to the server: what was promised. */
const LAST_COMMAND_MS = 1000;
/** Long enough that work which goes on would show. */
const QUIET_MS = 300;

for (const flavour of FLAVOURS) {
  describe(`cancelling at any moment on ${flavour}`, function () {
    this.timeout(60_000);
    const random = seededRandom(SEED);
    let server: RunningServer;
    let client: RespClient;
    let connection: RedisConnection;
    let sessions: readonly DemoSession[];

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
      connection = await connectTo(server.port);
      sessions = patternDefinitions.map((pattern) => sessionOf(pattern, connection));
      for (const session of sessions) await session.scaffold();
    });

    after(async () => {
      (connection as RedisConnection | undefined)?.dispose();
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    for (let round = 0; round < ROUNDS; round += 1) {
      const moment = 1 + Math.floor(random.next() * MOMENTS);
      it(`ends what all patterns do within a second, told to after ${String(moment)} ms`, async () => {
        const links = await linksOf(client);
        const works = sessions.map((session, index) => {
          const kind = KINDS[(index + round) % KINDS.length] ?? 'run';
          return { session, kind, ended: endingOf(WORK[kind](session)) };
        });
        await systemClock.sleep(moment);
        for (const { session } of works) session.stop();
        await systemClock.sleep(LAST_COMMAND_MS);
        const late: string[] = [];
        const hearing = sessions.map((session) =>
          session.onDidTrace(({ origin, entry }) => {
            late.push(`${session.pattern.id}, ${origin}: ${entry.command.join(' ').slice(0, 80)}`);
          }),
        );
        const before = await commandsOf(client);
        await systemClock.sleep(QUIET_MS);
        // Asking is a command too.
        assert.equal((await commandsOf(client)) - before, 1, `still sent: ${late.slice(0, 5).join(' · ')}`);
        for (const listening of hearing) listening.dispose();
        assert.equal(await linksOf(client), links, 'a link of its own is still open');
        for (const { session, kind, ended } of works) assertEnded(session, kind, await ended);
      });
    }

    it('left nothing that never expires, and clean-up finds all of it', async () => {
      for (const name of (await client.text('KEYS', '*')) as string[]) {
        assert.notEqual(await client.text('TTL', name), -1, `${name} never expires`);
      }
      for (const session of sessions) await session.cleanUp();
      assert.equal(await client.text('DBSIZE'), 0);
      for (const session of sessions) session.dispose();
    });
  });
}

function endingOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Work may have been done before it was stopped; traffic goes on for minutes. */
function assertEnded(session: DemoSession, kind: Kind, error: unknown): void {
  const what = `${session.pattern.id}, ${kind}`;
  if (kind === 'live' || error !== undefined) assert.equal((error as Error | undefined)?.name, 'AbortError', what);
  assert.equal(session.state.activity, undefined, what);
}

async function linksOf(client: RespClient): Promise<number> {
  return String(await client.text('CLIENT', 'LIST'))
    .trim()
    .split('\n').length;
}
