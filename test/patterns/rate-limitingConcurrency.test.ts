import assert from 'node:assert/strict';
import { ALGORITHMS } from '../../src/core/patterns/rate-limiting/algorithms';
import { runTypeScript } from '../snippets/runSnippet';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';

// 20 000 requests of 64 connections in four processes, which share no clock and no memory with anybody. The window is so
// long that nothing comes back meanwhile, so what may be admitted is an exact number.

const FLAVOURS: readonly Flavour[] = ['redis7', 'valkey'];
const PROCESSES = 4;
const CONNECTIONS = 16;
const REQUESTS = 5000;
const LIMIT = 137;
const DAY_MS = 86_400_000;

interface Told {
  readonly admitted: number;
  readonly refused: number;
  /** What the admitted ones cost together. */
  readonly cost: number;
  /** Refusals that did not say when to come again. */
  readonly untold: number;
  readonly wrongWindow: number;
}

for (const flavour of FLAVOURS) {
  describe(`64 connections and a limit on ${flavour}`, function () {
    this.timeout(120_000);
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

    for (const [name, algorithm] of Object.entries(ALGORITHMS)) {
      it(`${name}: admits exactly the limit, and everybody else is told when to come again`, async () => {
        const { windowMs, window } = await quietWindow();
        const keys = algorithm.keys((part, of) => `{c}:${part}:${String(of ?? '')}`, window);
        const limits = { limit: LIMIT, windowMs };
        const call = { lua: algorithm.script.lua, keys, args: algorithm.args({ limits, cost: 1, id: '', window }) };
        const told = await Promise.all(
          Array.from({ length: PROCESSES }, (_, n) => attack(server.url, call, costAt(name), 1000 + n)),
        );
        const all = (of: keyof Told): number => told.reduce((sum, each) => sum + each[of], 0);
        assert.equal(all('wrongWindow'), 0);
        assert.equal(all('admitted') + all('refused'), PROCESSES * REQUESTS);
        assert.equal(all('cost'), LIMIT, 'exactly what the limit allows');
        assert.equal(all('untold'), 0);
        for (const key of (await client.text('KEYS', '*')) as string[]) {
          assert.ok(Number(await client.text('PTTL', key)) > 0, `${key} expires`);
          assert.ok(Number(await client.text('PTTL', key)) <= 2 * windowMs);
        }
      });
    }

    /** About a day, of which at least half is left: windows begin at multiples of their length. */
    async function quietWindow(): Promise<{ windowMs: number; window: number }> {
      const [seconds] = (await client.text('TIME')) as string[];
      const now = Number(seconds) * 1000;
      let windowMs = DAY_MS;
      while (now % windowMs > windowMs / 2) windowMs += 1000;
      return { windowMs, window: Math.floor(now / windowMs) };
    }
  });
}

/** Where among the arguments the cost is. */
function costAt(name: string): number {
  return name === 'gcra' || name === 'tokenBucket' ? 3 : 2;
}

/** One process with 16 connections that call the script, several at a time, at costs from 1 to 3. */
async function attack(url: string, call: object, cost: number, seed: number): Promise<Told> {
  const env = { REDIS_URL: url, CALL: JSON.stringify(call), COST_AT: String(cost), SEED: String(seed) };
  return (await runTypeScript(ATTACK, env)) as Told;
}

const ATTACK = `
import { Redis } from 'ioredis';

const { lua, keys, args } = JSON.parse(process.env.CALL!) as { lua: string; keys: string[]; args: (string | number)[] };
const costAt = Number(process.env.COST_AT);
let state = Number(process.env.SEED);
function next(): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

const connections = Array.from({ length: ${String(CONNECTIONS)} }, () => new Redis(process.env.REDIS_URL!));
await Promise.all(connections.map((redis) => redis.ping()));
const sha = (await connections[0]!.script('LOAD', lua)) as string;
const told = { admitted: 0, refused: 0, cost: 0, untold: 0, wrongWindow: 0 };
let asked = 0;

async function request(redis: Redis): Promise<void> {
  const cost = 1 + Math.floor(next() * 3);
  const own = [...args];
  own[costAt] = cost;
  // Only the log has a text among its arguments: an id of the request.
  const ids = own.map((arg) => (arg === '' ? process.pid + ':' + asked : arg));
  const [allowed, , retryAfter] = (await redis.evalsha(sha, keys.length, ...keys, ...ids)) as number[];
  if (allowed === 1) { told.admitted += 1; told.cost += cost; }
  else if (allowed === 0) { told.refused += 1; if (!(retryAfter! > 0)) told.untold += 1; }
  else told.wrongWindow += 1;
}

await Promise.all(connections.map(async (redis) => {
  while (asked < ${String(REQUESTS)}) {
    const together = Math.min(1 + Math.floor(next() * 8), ${String(REQUESTS)} - asked);
    const requests = Array.from({ length: together }, () => { asked += 1; return request(redis); });
    await Promise.all(requests);
  }
  redis.disconnect();
}));
console.log(JSON.stringify(told));
`;
