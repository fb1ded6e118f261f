import assert from 'node:assert/strict';
import { seededRandom } from '../../src/core/base/random';
import { ALGORITHMS } from '../../src/core/patterns/rate-limiting/algorithms';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient, Text } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';

// What the scripts promise at any time, with a clock of the test's own: the same text, but TIME is given to it. It runs
// ahead of the server's, so that nothing expires meanwhile; expiry is looked at in the other tests.

const FLAVOURS: readonly Flavour[] = ['redis7', 'stack', 'valkey'];
const SEEDS = Array.from({ length: 12 }, (_, n) => 100 + n);
const LIMIT = 7;
const WINDOW_MS = 3000;
const TOLD_THE_TIME = '{ARGV[#ARGV - 1], ARGV[#ARGV]}';

interface Decision {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly retryAfterMs: number;
  readonly resetAfterMs: number;
}

/** Admitted: when, and at what cost. */
interface Admitted {
  readonly ms: number;
  readonly cost: number;
}

for (const flavour of FLAVOURS) {
  describe(`the scripts of rate limiting on ${flavour}, at times of the test's own`, () => {
    let server: RunningServer;
    let client: RespClient;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
    });

    after(async () => {
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    beforeEach(() => client.call('FLUSHALL'));

    let calls = 0;

    /** Decides as if it were `us` microseconds since the epoch. */
    async function decide(name: string, us: number, cost = 1, limit = LIMIT): Promise<Decision> {
      const algorithm = ALGORITHMS[name] ?? assert.fail();
      const window = Math.floor(us / 1000 / WINDOW_MS);
      const keys = keysAt(name, us);
      const id = `request-${String((calls += 1))}`;
      const args = algorithm.args({ limits: { limit, windowMs: WINDOW_MS }, cost, id, window });
      const lua = algorithm.script.lua.replace("redis.call('TIME')", TOLD_THE_TIME);
      assert.notEqual(lua, algorithm.script.lua);
      const time = [Math.floor(us / 1_000_000), us % 1_000_000];
      const reply = (await client.text('EVAL', lua, keys.length, ...keys, ...(args as string[]), ...time)) as number[];
      const [allowed, remaining = NaN, retryAfterMs = NaN, resetAfterMs = NaN] = reply;
      assert.equal(reply.length, 4);
      return { allowed: allowed === 1, remaining, retryAfterMs, resetAfterMs };
    }

    function keysAt(name: string, us: number): readonly string[] {
      const keyOf = (part: string, window?: number): string => `{c}:${part}:${String(window ?? '')}`;
      return ALGORITHMS[name]?.keys(keyOf, Math.floor(us / 1000 / WINDOW_MS)) ?? [];
    }

    function dump(keys: readonly string[]): Promise<Text[]> {
      return Promise.all(keys.map((key) => client.call('DUMP', key).then(String)));
    }

    /** A minute ahead of the server, at an odd microsecond. */
    async function start(): Promise<number> {
      const [seconds] = (await client.text('TIME')) as string[];
      return (Number(seconds) + 60) * 1_000_000 + 123_457;
    }

    for (const name of ['gcra', 'tokenBucket', 'slidingLog', 'slidingCounter']) {
      it(`${name}: refuses to the millisecond, writes nothing for it, and admits who waits as told`, async () => {
        for (const seed of SEEDS) {
          await client.call('FLUSHALL');
          const random = seededRandom(seed);
          let us = await start();
          for (let n = 0; n < 40; n += 1) {
            us += Math.floor((random.next() ** 3 * WINDOW_MS * 1000) / 2);
            const cost = 1 + Math.floor(random.next() * 3);
            const before = await dump(keysAt(name, us));
            const decision = await decide(name, us, cost);
            if (decision.allowed) continue;
            const told = `seed ${String(seed)}, request ${String(n)}: ${JSON.stringify(decision)}`;
            assert.deepEqual(await dump(keysAt(name, us)), before, `${told} wrote`);
            assert.ok(decision.remaining < cost && decision.retryAfterMs > 0, told);
            assert.ok(decision.resetAfterMs >= decision.retryAfterMs - 1, told);
            const early = us + (decision.retryAfterMs - 2) * 1000;
            if (early > us) assert.ok(!(await decide(name, early, cost)).allowed, `${told} two ms early`);
            us += decision.retryAfterMs * 1000;
            assert.ok((await decide(name, us, cost)).allowed, `${told} on time`);
          }
        }
      });

      it(`${name}: is as good as new after the time that it says, and refuses for ever what costs too much`, async () => {
        let us = await start();
        for (let n = 0; n < LIMIT; n += 1) assert.ok((await decide(name, us)).allowed);
        const { resetAfterMs } = await decide(name, us);
        us += resetAfterMs * 1000;
        const never = { allowed: false, remaining: LIMIT, retryAfterMs: -1, resetAfterMs: 0 };
        assert.deepEqual(await decide(name, us, LIMIT + 1), never);
        const whole = await decide(name, us, LIMIT);
        assert.deepEqual([whole.allowed, whole.remaining], [true, 0]);
      });

      it(`${name}: holds what is told about the requests left`, async () => {
        const us = await start();
        const left: number[] = [];
        for (let n = 0; n < LIMIT + 2; n += 1) left.push((await decide(name, us)).remaining);
        assert.deepEqual(left, [6, 5, 4, 3, 2, 1, 0, 0, 0]);
        // A limit that was lowered since.
        assert.equal((await decide(name, us, 1, 2)).remaining, 0);
      });
    }

    it('slidingLog: admits no more than the limit in any window', async () => {
      for (const seed of SEEDS) {
        const admitted = await traffic('slidingLog', seed);
        for (const { ms } of admitted) {
          const inside = admitted.filter((other) => other.ms >= ms && other.ms < ms + WINDOW_MS);
          assert.ok(total(inside) <= LIMIT, `seed ${String(seed)}`);
        }
        assert.ok(total(admitted) > LIMIT, 'and admits again');
      }
    });

    for (const name of ['gcra', 'tokenBucket']) {
      it(`${name}: admits in any time no more than the limit and what comes back meanwhile`, async () => {
        for (const seed of SEEDS) {
          const admitted = await traffic(name, seed);
          for (const [from, first] of admitted.entries()) {
            for (const [to, last] of admitted.slice(from).entries()) {
              const most = LIMIT + ((last.ms - first.ms) * LIMIT) / WINDOW_MS + 1e-6;
              assert.ok(total(admitted.slice(from, from + to + 1)) <= most, `seed ${String(seed)}`);
            }
          }
          assert.ok(total(admitted) > LIMIT, 'and admits again');
        }
      });
    }

    it('gcra and tokenBucket decide the same', async () => {
      for (const seed of SEEDS) {
        const [one, other] = [await traffic('gcra', seed, 6), await traffic('tokenBucket', seed, 6)];
        const from = (all: readonly Admitted[]): unknown[] => all.map(({ ms, cost }) => [ms - (all[0]?.ms ?? 0), cost]);
        assert.deepEqual(from(one), from(other), `seed ${String(seed)}`);
      }
    });

    it('slidingCounter: weighs the window before, as reckoned by hand', async () => {
      for (const seed of SEEDS) {
        const admitted = await traffic('slidingCounter', seed);
        for (const [index, { ms, cost }] of admitted.entries()) {
          const number = Math.floor(ms / WINDOW_MS);
          const of = (window: number): number =>
            total(admitted.slice(0, index).filter((other) => Math.floor(other.ms / WINDOW_MS) === window));
          const share = 1 - (ms % WINDOW_MS) / WINDOW_MS;
          assert.ok(of(number - 1) * share + of(number) + cost <= LIMIT + 1e-9, `seed ${String(seed)}`);
        }
      }
    });

    it('slidingCounter: says which window it is when it was asked for another, and counts nothing', async () => {
      const { script } = ALGORITHMS['slidingCounter'] ?? assert.fail();
      const [seconds, micros] = (await client.text('TIME')) as string[];
      const now = Math.floor((Number(seconds) * 1000 + Number(micros) / 1000) / 3_600_000);
      for (const wrong of [now - 1, now + 5]) {
        const args = [LIMIT, 3_600_000, 1, wrong];
        const answer = (await client.text('EVAL', script.lua, 2, '{c}:a', '{c}:b', ...args)) as number[];
        assert.equal(answer[0], -1);
        assert.ok(answer[1] === now || answer[1] === now + 1);
      }
      assert.equal(await client.text('DBSIZE'), 0);
    });

    it('gives nothing and takes nothing when the clock is set back', async () => {
      for (const name of ['tokenBucket', 'gcra', 'slidingLog']) {
        const us = await start();
        await decide(name, us, LIMIT - 1);
        const back = await decide(name, us - 1_000_000);
        assert.ok(back.remaining <= 0 && back.remaining > -1, name);
        assert.ok(!(await decide(name, us)).allowed || name === 'gcra', name);
      }
    });

    /** Requests at random times and costs, closer together than the limit allows. Answers the admitted ones. */
    async function traffic(name: string, seed: number, costs = 3): Promise<Admitted[]> {
      await client.call('FLUSHALL');
      const random = seededRandom(seed);
      const admitted: Admitted[] = [];
      let us = await start();
      for (let n = 0; n < 120; n += 1) {
        us += 1 + Math.floor(random.next() ** 4 * 900_000);
        const cost = 1 + Math.floor(random.next() * costs);
        if ((await decide(name, us, cost)).allowed) admitted.push({ ms: us / 1000, cost });
      }
      return admitted;
    }
  });
}

function total(requests: readonly Admitted[]): number {
  return requests.reduce((sum, { cost }) => sum + cost, 0);
}
