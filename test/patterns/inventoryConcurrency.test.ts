import assert from 'node:assert/strict';
import { pattern } from '../../src/core/patterns/inventory/index';
import type { DemoSession } from '../../src/core/patterns/demoSession';
import { buyScript, confirmScript, releaseScript, reserveScript } from '../../src/core/patterns/inventory/scripts';
import type { RedisConnection } from '../../src/core/redis/redisConnection';
import { runTypeScript } from '../snippets/runSnippet';
import type { Flavour } from '../support/servers/flavours';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';
import { connectTo, sessionOf } from './sessions';

// 20 000 purchases, holds, payments and cancellations of 64 connections in four processes on one product of the lab, many of
// them sent twice: what was sold is what there was, and nobody was refused while there was some.

const PROCESSES = 4;
const CONNECTIONS = 16;
const ATTEMPTS = 5000;
const STOCK = 2000;

interface Told {
  readonly attempts: number;
  readonly bought: number;
  readonly paid: number;
  readonly negative: number;
  readonly wronglyRefused: number;
  readonly twice: number;
}

for (const [flavour, variant] of [
  ['redis7', 'hash'],
  ['valkey', 'hash'],
  ['stack', 'json'],
] as const satisfies readonly (readonly [Flavour, string])[]) {
  describe(`64 connections and one product on ${flavour}, as ${variant}`, function () {
    this.timeout(120_000);
    let server: RunningServer;
    let client: RespClient;
    let connection: RedisConnection;
    let session: DemoSession;

    before(async function () {
      server = await startServer(flavour, { binary: await need(this, flavour) });
      client = await connectResp(server.address);
      connection = await connectTo(server.port);
      session = sessionOf(pattern, connection);
      session.setVariant(variant);
      session.setParameter('stock', STOCK);
      await session.scaffold();
    });

    after(async () => {
      (session as DemoSession | undefined)?.dispose();
      (connection as RedisConnection | undefined)?.dispose();
      (client as RespClient | undefined)?.close();
      await (server as RunningServer | undefined)?.stop();
    });

    it('buys in one round trip, also where the script was not known before', async () => {
      await client.call('SCRIPT', 'FLUSH');
      assert.match((await session.runStep('buy')).summary, /was bought in 1 round trip;/);
      await session.scaffold();
    });

    it('sells exactly what there is, each order once, and the books are right', async () => {
      const base = `redis-patterns:inventory:{${session.instance}}:${variant}`;
      const env = { REDIS_URL: server.url, BASE: base, KIND: variant, SCRIPTS: JSON.stringify(SCRIPTS) };
      const told = (await Promise.all(
        Array.from({ length: PROCESSES }, (_, n) => runTypeScript(ATTACK, { ...env, SEED: String(n + 1) })),
      )) as Told[];
      const all = (of: keyof Told): number => told.reduce((sum, each) => sum + each[of], 0);
      assert.ok(all('attempts') >= PROCESSES * ATTEMPTS);
      assert.equal(all('negative'), 0, 'never below zero');
      assert.equal(all('wronglyRefused'), 0, 'nobody is refused while there is enough');
      assert.equal(all('twice'), 0, 'a retry sells nothing');
      // What was held too long comes back to whoever asks for it: the last units too.
      for (let n = 0; (await buyOne(base, n)) === 1; n += 1) told.push({ ...NOTHING, bought: 1 });
      const [available, held, sold] = await books(base);
      assert.equal(sold, all('bought') + all('paid'), 'what was acknowledged is what was sold');
      assert.equal(available + held + sold, STOCK);
      assert.equal(available, 0);
      const { figures } = await session.runStep('balance');
      assert.equal(figures?.[0]?.value, 0, 'the lab says the same');
    });

    /** The code of the answer: 1 when one more unit was sold. */
    async function buyOne(base: string, n: number): Promise<number> {
      const of = (what: string): string => `${base}:${what}:sku-1`;
      const keys = [
        of('product'),
        of('holds'),
        of('held'),
        of('sold'),
        `${base}:order:last-${String(n)}`,
        `${base}:ledger`,
      ];
      const args = [variant, `last-${String(n)}`, 'sku-1', 1, 600, 600];
      const [code] = (await client.text('EVAL', buyScript.lua, keys.length, ...keys, ...args)) as number[];
      return code ?? 0;
    }

    async function books(base: string): Promise<[available: number, held: number, sold: number]> {
      const stock =
        variant === 'json'
          ? Number(String(await client.text('JSON.GET', `${base}:product:sku-1`, '$.stock')).slice(1, -1))
          : Number(await client.text('HGET', `${base}:product:sku-1`, 'stock'));
      const held = ((await client.text('HVALS', `${base}:held:sku-1`)) as string[]).map(Number);
      return [
        stock,
        held.reduce((sum, units) => sum + units, 0),
        Number(await client.text('GET', `${base}:sold:sku-1`)),
      ];
    }
  });
}

const NOTHING: Told = { attempts: 0, bought: 0, paid: 0, negative: 0, wronglyRefused: 0, twice: 0 };
const SCRIPTS = [buyScript, reserveScript, confirmScript, releaseScript].map(({ lua }) => lua);

/** Buys and holds; holds are paid for, cancelled or forgotten, some when they are too late. Every third call is sent twice. */
const ATTACK = `
import { Redis } from 'ioredis';

const { BASE: base, KIND: kind } = process.env as Record<string, string>;
let state = Number(process.env.SEED);
function next(): number {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
}

const connections = Array.from({ length: ${String(CONNECTIONS)} }, () => new Redis(process.env.REDIS_URL!));
await Promise.all(connections.map((redis) => redis.ping()));
const lua = JSON.parse(process.env.SCRIPTS!) as string[];
const [buy, reserve, confirm, release] = await Promise.all(
  lua.map((text) => connections[0]!.script('LOAD', text) as Promise<string>),
);
const of = (what: string) => base + ':' + what + ':sku-1';
const [product, sold, holds, held] = ['product', 'sold', 'holds', 'held'].map(of) as [string, string, string, string];
const told = { attempts: 0, bought: 0, paid: 0, negative: 0, wronglyRefused: 0, twice: 0 };

/** The answers of one call, sent twice now and then. */
async function call(redis: Redis, sha: string, keys: string[], args: (string | number)[]): Promise<unknown[]> {
  const times = next() < 0.33 ? 2 : 1;
  told.attempts += times;
  return Promise.all(Array.from({ length: times }, () => redis.evalsha(sha, keys.length, ...keys, ...args)));
}

async function customer(redis: Redis, order: string): Promise<void> {
  const units = 1 + Math.floor(next() * 3);
  const marker = base + ':order:' + order;
  if (next() < 0.5) {
    const [first, again] = (await call(redis, buy!, [product, holds, held, sold, marker, base + ':ledger'], [kind, order, 'sku-1', units, 600, 600])) as [number, number][];
    judge(first!, units);
    // Refused at first, and then somebody gave units back: the second try is the sale.
    const sales = [first, again].filter((answer) => answer?.[0] === 1).length;
    if (sales > 0) told.bought += units;
    if (sales > 1) told.twice += 1;
    return;
  }
  // Every fourth customer comes back to the checkout late, perhaps too late.
  const holdMs = next() < 0.25 ? 5 : 60000;
  const answers = (await call(redis, reserve!, [product, holds, held, marker], [kind, order, units, holdMs, 600])) as [number, number][];
  judge(answers[0]!, units);
  if (!answers.some(([code]) => code === 1)) return;
  const dice = next();
  if (holdMs === 5) await new Promise((resolve) => setTimeout(resolve, dice * 10));
  if (dice < 0.5) {
    const paid = (await call(redis, confirm!, [holds, held, sold, marker, base + ':ledger'], [order, 'sku-1', 600, 600])) as [number, number][];
    told.paid += paid[0]![0] === 1 ? paid[0]![1] : 0;
    const retry = paid[1];
    // Sent again it is told that it was sold before; too late it is told so both times.
    if (retry && retry[0] !== (paid[0]![0] === 1 ? 2 : 0)) told.twice += 1;
    if (holdMs !== 5 && paid[0]![1] !== units) told.twice += 1;
  } else if (dice < 0.8) {
    const [back, again] = (await call(redis, release!, [product, holds, held], [kind, order])) as number[];
    if ((holdMs !== 5 && back !== units) || (again ?? 0) !== 0) told.twice += 1;
  }
}

function judge([code, left]: [number, number], units: number): void {
  if (left < 0) told.negative += 1;
  if (code === -1 && left >= units) told.wronglyRefused += 1;
}

let orders = 0;
await Promise.all(connections.map(async (redis) => {
  while (told.attempts < ${String(ATTEMPTS)}) {
    const together = 1 + Math.floor(next() * 6);
    await Promise.all(Array.from({ length: together }, () => customer(redis, process.pid + '-' + orders++)));
  }
  redis.disconnect();
}));
console.log(JSON.stringify(told));
`;
