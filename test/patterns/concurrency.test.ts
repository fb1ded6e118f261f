import assert from 'node:assert/strict';
import { countScript } from '../../src/core/patterns/analytics/scripts';
import { orderScript } from '../../src/core/patterns/inventory/scripts';
import { scoreScript } from '../../src/core/patterns/leaderboard/scripts';
import { slidingLogScript } from '../../src/core/patterns/rate-limiting/scripts';
import { cartScript } from '../../src/core/patterns/session/scripts';
import { runTypeScript } from '../snippets/runSnippet';
import { need } from '../support/servers/need';
import type { RespClient } from '../support/servers/respClient';
import { connectResp } from '../support/servers/respClient';
import type { RunningServer } from '../support/servers/startServer';
import { startServer } from '../support/servers/startServer';

// 20 000 calls of 64 connections in four processes of one script each: what was acknowledged is what is there. Buying and
// holding one product, and limits of a day, have tests of their own.

const PROCESSES = 4;
const CONNECTIONS = 16;
const CALLS = 5000;

describe('64 connections and one script on redis7', function () {
  this.timeout(120_000);
  let server: RunningServer;
  let client: RespClient;

  before(async function () {
    server = await startServer('redis7', { binary: await need(this, 'redis7') });
    client = await connectResp(server.address);
  });

  after(async () => {
    (client as RespClient | undefined)?.close();
    await (server as RunningServer | undefined)?.stop();
  });

  beforeEach(() => client.call('FLUSHALL'));

  /** What the processes tell, name by name. */
  async function attack(
    lua: readonly string[],
    work: string,
    calls = CALLS,
  ): Promise<readonly Record<string, number[]>[]> {
    const env = { REDIS_URL: server.url, SCRIPTS: JSON.stringify(lua), CALLS: String(calls) };
    const source = ATTACK.replace('/* work */', work);
    return (await Promise.all(
      Array.from({ length: PROCESSES }, (_, n) => runTypeScript(source, { ...env, SEED: String(n + 1) })),
    )) as Record<string, number[]>[];
  }

  const sum = (told: readonly Record<string, number[]>[], name: string): number =>
    all(told, name).reduce((total, each) => total + each, 0);
  const all = (told: readonly Record<string, number[]>[], name: string): number[] =>
    told.flatMap((each) => each[name] ?? []);
  const number = async (...command: string[]): Promise<number> => Number(await client.text(...command));

  async function assertAllExpire(): Promise<void> {
    for (const key of (await client.text('KEYS', '*')) as string[]) assert.ok((await number('TTL', key)) > 0, key);
  }

  it('analytics: every counter is the sum of what was sent', async () => {
    const told = await attack(
      [countScript.lua],
      `
      const views = 1 + pick(3), page = pick(20);
      await call(0, ['{a}minute', '{a}hour', '{a}pages', '{a}visitors'],
        [100, 600, 600, 600, 600, 'counter', 'views', views, 'page', '/' + page, views, 'visitor', 'v' + pick(300), 1]);
      tell('views', views); tell('page' + page, views);`,
    );
    assert.equal(all(told, 'views').length, PROCESSES * CALLS);
    for (const key of ['{a}minute', '{a}hour']) assert.equal(await number('HGET', key, 'views'), sum(told, 'views'));
    for (let page = 0; page < 20; page += 1) {
      assert.equal(await number('ZSCORE', '{a}pages', `/${String(page)}`), sum(told, `page${String(page)}`));
    }
    const visitors = await number('PFCOUNT', '{a}visitors');
    assert.ok(visitors > 290 && visitors < 310, String(visitors));
    await assertAllExpire();
  });

  it('leaderboard: a win that all four processes send counts once on every board', async () => {
    const told = await attack(
      [scoreScript.lua],
      `
      const event = n, points = 1 + event % 97;
      const answer = await call(0, ['{l}all', '{l}day', '{l}week', '{l}event:' + event], ['p' + event % 50, points, 600, 600, 600, 600]);
      if (answer !== null) tell('counted', points);`,
    );
    assert.equal(all(told, 'counted').length, CALLS, 'each event once');
    const expected = new Map<string, number>();
    for (let event = 0; event < CALLS; event += 1) {
      const player = `p${String(event % 50)}`;
      expected.set(player, (expected.get(player) ?? 0) + 1 + (event % 97));
    }
    for (const board of ['{l}all', '{l}day', '{l}week']) {
      for (const [player, score] of expected) assert.equal(await number('ZSCORE', board, player), score, board);
    }
    await assertAllExpire();
  });

  it('session: a cart holds what was put in, never more than may be, and none comes back after logout', async () => {
    for (const sid of ['here', 'leaves']) {
      await client.call('HSET', `{${sid}}session`, 'user', 'amy');
      await client.call('EXPIRE', `{${sid}}session`, 600);
      await client.call('HSET', `{${sid}}cart`, 'pens', 1_000_000);
      await client.call('EXPIRE', `{${sid}}cart`, 600);
    }
    const told = await attack(
      [cartScript.lua],
      `
      const keys = (sid: string) => ['{' + sid + '}session', '{' + sid + '}cart'];
      if (n === 1000) await redis.unlink(...keys('leaves'));
      const many = pick(2) === 0 ? -1 : 1 + pick(3);
      await call(0, keys('here'), ['pens', many, 1e9]);
      tell('pens', many);
      if (await call(0, keys('here'), ['lamps', 1, 137]) !== -1) tell('lamps', 1);
      if (await call(0, keys('leaves'), ['pens', 1, 1e9]) === -2) tell('gone', 1);`,
    );
    assert.equal(await number('HGET', '{here}cart', 'pens'), 1_000_000 + sum(told, 'pens'));
    assert.equal(await number('HGET', '{here}cart', 'lamps'), 137);
    assert.equal(sum(told, 'lamps'), 137, 'exactly as many as were admitted');
    assert.ok(sum(told, 'gone') > 0, 'some came after the logout');
    assert.equal(await number('EXISTS', '{leaves}session', '{leaves}cart'), 0);
    await assertAllExpire();
  });

  it('inventory: an order of several products is sold whole and once, until nothing is left', async () => {
    const stock = 3000;
    const names = ['a', 'b', 'c'];
    for (const name of names) {
      await client.call('HSET', `{i}product:${name}`, 'stock', stock);
      await client.call('EXPIRE', `{i}product:${name}`, 600);
    }
    const told = await attack(
      [1, 2, 3].map((lines) => orderScript(lines).lua),
      `
      const first = pick(3), count = 1 + pick(3);
      const lines = Array.from({ length: count }, (_, line) => ['a', 'b', 'c'][(first + line) % 3]!).map((sku) => [sku, 1 + pick(3)] as const);
      const order = process.pid + '-' + n;
      const keys = ['{i}order:' + order, '{i}ledger', ...lines.flatMap(([sku]) => ['product', 'holds', 'held', 'sold'].map((what) => '{i}' + what + ':' + sku))];
      const send = () => call(0, keys, ['hash', order, 600, 600, ...lines.flat()]) as Promise<number[]>;
      const codes = (await Promise.all(pick(3) === 0 ? [send(), send()] : [send()])).map(([code]) => code);
      if (codes[0] === 1) for (const [sku, units] of lines) tell(sku, units);
      // Sold before, or refused again: no units ever come back.
      if (codes.length > 1 && codes[1] !== (codes[0] === 1 ? 2 : codes[0])) tell('twice', 1);`,
    );
    assert.equal(sum(told, 'twice'), 0, 'an order that is sent again sells nothing');
    for (const name of names) {
      assert.equal(await number('HGET', `{i}product:${name}`, 'stock'), 0, 'sold out');
      assert.equal(await number('GET', `{i}sold:${name}`), stock);
      assert.equal(sum(told, name), stock, 'what was acknowledged is what was sold');
    }
    await assertAllExpire();
  });

  it('rate limit: no second has more than the limit, and the next second has its own', async () => {
    const limit = 137;
    const told = await attack(
      [slidingLogScript.lua],
      `
      const args = ['EVALSHA', shas[0]!, 1, '{r}log', ${String(limit)}, 1000, 1, process.pid + ':' + n];
      const [[, time], [, answer], [, newest]] = (await redis.multi([['time'], ['call', ...args], ['zrange', '{r}log', -1, -1, 'WITHSCORES']] as never).exec()) as [[null, string[]], [null, number[]], [null, string[]]];
      // One that was admitted is the newest of the log.
      if (answer[0] === 1) tell('at', Number(newest[1]));
      if (Number(time[0]) >= until) done = true;`,
      Number.MAX_SAFE_INTEGER,
    );
    const times = all(told, 'at').sort((a, b) => a - b);
    times.slice(limit).forEach((at, n) => {
      assert.ok(at - (times[n] ?? 0) >= 1000, `${String(limit + 1)} in ${String(at - (times[n] ?? 0))} ms`);
    });
    assert.ok(times.length >= 2 * limit, `${String(times.length)} were admitted`);
  });
});

const ATTACK = `
import { Redis } from 'ioredis';

let state = Number(process.env.SEED);
/** A whole number from 0 to below the limit. */
function pick(below: number): number {
  state = (state * 48271) % 2147483647;
  return Math.floor((state / 2147483647) * below);
}

const connections = Array.from({ length: ${String(CONNECTIONS)} }, () => new Redis(process.env.REDIS_URL!));
await Promise.all(connections.map((redis) => redis.ping()));
const lua = JSON.parse(process.env.SCRIPTS!) as string[];
const shas = await Promise.all(lua.map((text) => connections[0]!.script('LOAD', text) as Promise<string>));
// Where the number of calls does not say when it ends, the first who comes does, by the server's clock.
const [seconds] = await connections[0]!.time();
await connections[0]!.set('until', Number(seconds) + 4, 'EX', 600, 'NX');
const until = Number(await connections[0]!.get('until'));
const told: Record<string, number[]> = {};
function tell(name: string, value: number): void {
  (told[name] ??= []).push(value);
}

const calls = Number(process.env.CALLS);
let next = 0;
let done = false;
await Promise.all(connections.map(async (redis) => {
  const call = (script: number, keys: string[], args: (string | number)[]) => redis.evalsha(shas[script]!, keys.length, ...keys, ...args);
  async function one(n: number): Promise<void> {
    /* work */
  }
  while (next < calls && !done) {
    const together = Math.min(1 + pick(6), calls - next);
    await Promise.all(Array.from({ length: together }, () => one(next++)));
  }
  redis.disconnect();
}));
console.log(JSON.stringify(told));
`;
