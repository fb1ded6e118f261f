import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../src/core/base/clock';
import { systemRandom } from '../../src/core/base/random';
import { Keyring } from '../../src/core/patterns/keyring';
import { directoryOf } from '../../src/core/patterns/session/directory';
import { logIn, logInAll, logOut } from '../../src/core/patterns/session/logins';
import type { SessionContext } from '../../src/core/patterns/session/parameters';
import { userAt } from '../../src/core/patterns/session/people';
import { TOO_MANY } from '../../src/core/patterns/session/store';
import { storeOf } from '../../src/core/patterns/session/stores';
import { asArray, asNumber, asText } from '../../src/core/redis/reply';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import { ensureLoaded } from '../../src/core/redis/scripts';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { connectTo } from './sessions';

// What must hold of sessions whatever comes in between: processes that are killed, and many clients at once. This file is
// also the process that is killed: with a port given it logs users in until then.

/** With how many processes are killed: fifty for each way to write a session, which is the same on every server. */
const CASES: readonly (readonly [Flavour, variant: string, kills: number])[] = [
  ['redis7', 'hash', 50],
  ['stack', 'hash', 5],
  ['stack', 'json', 50],
  ['valkey', 'hash', 5],
];
/** Processes at a time. */
const AT_ONCE = 5;
const CLIENTS = 5;
const MOST = 20;

const port = process.env['SESSION_TEST_PORT'];
if (port === undefined) for (const [flavour, variant, kills] of CASES) invariants(flavour, variant, kills);
else void logInUntilKilled(Number(port), process.env['SESSION_TEST_VARIANT'] ?? '');

function invariants(flavour: Flavour, variant: string, kills: number): void {
  describe(`sessions as ${variant} on ${flavour}`, () => {
    let server: RunningServer;
    let client: RespClient;
    const connections: RedisConnection[] = [];
    /** The same demo, as seen by several web servers. */
    let contexts: readonly SessionContext[];

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
      for (let n = 0; n < CLIENTS; n += 1) connections.push(await connectTo(server.port));
      contexts = connections.map((connection) => contextOn(connection, variant));
      const { scripts } = storeOf(first());
      await ensureLoaded(first().redis, scripts);
    });

    after(async () => {
      for (const connection of connections) connection.dispose();
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    beforeEach(() => client.call('FLUSHALL'));

    const first = (): SessionContext => contexts[0] ?? assert.fail('not connected');
    const isThere = async (sid: string): Promise<boolean> =>
      Number(await client.text('EXISTS', ...storeOf(first()).keys(sid))) > 0;
    const listed = async (uid: string): Promise<string[]> =>
      (await client.text('ZRANGE', directoryOf(first()).ofUser(uid), 0, -1)) as string[];

    it(`has none without a TTL after ${String(kills)} processes were killed while they logged users in`, async function () {
      this.timeout(120_000);
      for (let killed = 0; killed < kills; killed += AT_ONCE) {
        await Promise.all(Array.from({ length: AT_ONCE }, () => killOneLoggingIn(server.port, variant)));
      }
      const sids = await sessionIds(client);
      assert.ok(sids.length >= kills, `${String(sids.length)} users were logged in`);
      const keys = (await client.text('KEYS', '*')) as string[];
      const ttls = await client.pipeline(keys.map((key) => ['PTTL', key]));
      assert.deepEqual(
        keys.filter((_, n) => Number(ttls[n]) === -1),
        [],
      );
      const lists = keys.filter((key) => key.includes(':sessions:'));
      const named = await Promise.all(lists.map((key) => client.text('ZRANGE', key, 0, -1)));
      const known = new Set(named.flat());
      assert.deepEqual(
        sids.filter((sid) => !known.has(sid)),
        [],
        'no session is there that the lists do not name',
      );
    });

    it('keeps every one of 50 additions to a cart that come at once from several clients', async () => {
      const sid = await logIn(first(), userAt(0));
      const add = (n: number, sku: string): Promise<number> => {
        const context = contexts[n % CLIENTS] ?? first();
        return context.redis.send(storeOf(context).addToCart(sid, sku, 1)).then(asNumber);
      };
      await Promise.all(Array.from({ length: 50 }, (_, n) => add(n, `sku-${String(n % 5)}`)));
      const { cart } = await shown(first(), sid);
      const byName = [...cart].sort((a, b) => a.sku.localeCompare(b.sku));
      assert.deepEqual(
        byName,
        [0, 1, 2, 3, 4].map((n) => ({ sku: `sku-${String(n)}`, quantity: 10 })),
      );
    });

    it('lets exactly as many into a cart as are allowed', async () => {
      const sid = await logIn(first(), userAt(0));
      const answers = await Promise.all(
        contexts.flatMap((context) =>
          Array.from({ length: 10 }, () =>
            context.redis.send(storeOf(context).addToCart(sid, 'tea', 1)).then(asNumber),
          ),
        ),
      );
      const admitted = answers.filter((answer) => answer > 0).sort((a, b) => a - b);
      assert.deepEqual(
        admitted,
        Array.from({ length: MOST }, (_, n) => n + 1),
      );
      assert.equal(answers.filter((answer) => answer === TOO_MANY).length, 50 - MOST);
      assert.deepEqual((await shown(first(), sid)).cart, [{ sku: 'tea', quantity: MOST }]);
    });

    it('never brings back a session that was logged out while requests for it came from several clients', async () => {
      const user = userAt(3);
      for (let round = 0; round < 20; round += 1) {
        const sid = await logIn(first(), user);
        let out = false;
        const requests = contexts.map(async (context) => {
          const store = storeOf(context);
          // Each goes on for a while after the logout.
          for (let after = 0; after < 3; after += out ? 1 : 0) {
            await context.redis.pipeline([store.touch(sid), store.seen(sid, 1), store.addToCart(sid, 'tea', 1)]);
          }
        });
        await wait(systemRandom.next() * 5);
        await logOut(first(), user.uid, [sid]);
        assert.equal(await isThere(sid), false, 'it is gone at once');
        out = true;
        await Promise.all(requests);
        assert.equal(await isThere(sid), false, `it came back in round ${String(round + 1)}`);
        assert.deepEqual(await listed(user.uid), []);
      }
    });

    it('ends all that a logout everywhere found, and keeps on the list who logs in meanwhile', async () => {
      const user = userAt(4);
      const before = await logInAll(first(), [user, user, user]);
      const [, ...others] = contexts;
      const logins = Promise.all(others.map((context) => logIn(context, user)));
      const found = await listed(user.uid);
      await logOut(first(), user.uid, found);
      const meanwhile = await logins;
      const there = new Set(await sessionIds(client));
      for (const sid of before) assert.ok(!there.has(sid));
      // Who was on the list in time is out; whoever is still in can be found again.
      const names = await listed(user.uid);
      for (const sid of meanwhile.filter((candidate) => !found.includes(candidate))) {
        assert.ok(there.has(sid) && names.includes(sid));
      }
    });

    it('ends a session in its own time although requests come, and its keys with it', async () => {
      const context = contextOn(connections[0] ?? assert.fail(), variant, { idle: 5, absolute: 10 });
      const store = storeOf(context);
      const sid = await logIn(context, userAt(5));
      await context.redis.send(store.addToCart(sid, 'tea', 1));
      // As if the login lay that far back.
      const [key] = store.keys(sid);
      const shift = async (ms: number): Promise<void> => {
        const created = Date.now() - ms;
        await (variant === 'json'
          ? client.call('JSON.SET', key, '$.created', created)
          : client.call('HSET', key, 'created', created));
      };
      await shift(7000);
      assert.notEqual(await context.redis.send(store.touch(sid)), null);
      const left = await Promise.all(store.keys(sid).map((name) => client.text('PTTL', name)));
      for (const ttl of left) assert.ok(Number(ttl) <= 3000, `${String(ttl)} ms left of 3 s`);
      await shift(10_000);
      assert.equal(await context.redis.send(store.touch(sid)), null);
      assert.equal(await isThere(sid), false);
    });
  });
}

/** A process logs users in; at a random moment it is killed. */
async function killOneLoggingIn(serverPort: number, variant: string): Promise<void> {
  const env = { ...process.env, SESSION_TEST_PORT: String(serverPort), SESSION_TEST_VARIANT: variant };
  const child = fork(__filename, { env, execArgv: [] });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('exit', (_, signal) => {
      resolve(signal);
    }),
  );
  const begun = new Promise<void>((resolve) =>
    child.once('message', () => {
      resolve();
    }),
  );
  await Promise.race([begun, ended]);
  await wait(systemRandom.next() * 50);
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL', 'it logged users in until it was killed');
}

async function logInUntilKilled(serverPort: number, variant: string): Promise<never> {
  // It does not outlive a test run that is stopped.
  process.once('disconnect', () => process.exit());
  const context = contextOn(await connectTo(serverPort), variant);
  await logIn(context, userAt(0));
  process.send?.('begun');
  for (;;)
    await logInAll(
      context,
      Array.from({ length: 5 }, (_, n) => userAt(n)),
    );
}

function contextOn(
  connection: RedisConnection,
  variant: string,
  { idle, absolute } = { idle: 60, absolute: 300 },
): SessionContext {
  return {
    redis: connection.scope({ writePrefix: 'redis-patterns:session' }),
    keys: new Keyring('redis-patterns', 'session', 'test'),
    parameters: { users: 10, idle, absolute, most: MOST, shown: 5 },
    variant,
    ttlSeconds: 600,
    signal: new AbortController().signal,
    clock: systemClock,
    random: systemRandom,
    report: () => undefined,
    sent: () => assert.fail('a session counts no round trips'),
    subscribe: () => assert.fail('a session hears no channel'),
    openLink: () => assert.fail('a session watches nothing'),
  };
}

async function shown(
  context: SessionContext,
  sid: string,
): Promise<NonNullable<ReturnType<ReturnType<typeof storeOf>['show']>>> {
  const store = storeOf(context);
  const replies = await context.redis.pipeline(store.look(sid, false));
  return store.show(replies) ?? assert.fail('the session is gone');
}

/** Of all sessions that are there, read from their keys' names. */
async function sessionIds(client: RespClient): Promise<string[]> {
  const keys = asArray((await client.call('KEYS', '*')) as Buffer[]).map(asText);
  return keys.flatMap((key) => /\{(\w+)\}:(?:session|document)$/.exec(key)?.slice(1, 2) ?? []);
}
