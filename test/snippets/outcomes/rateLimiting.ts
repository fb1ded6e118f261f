import assert from 'node:assert/strict';
import type { RespClient } from '../../support/servers/respClient';
import type { Outcome, Ran } from './outcome';

const HOUR_MS = 3_600_000;

export const rateLimiting: Outcome = {
  pattern: 'rate-limiting',
  settings: [{ flavour: 'redis7' }, { flavour: 'valkey' }],
  before: awayFromBoundary,
  check,
};

async function check(ran: Ran): Promise<void> {
  const printed = ran.printed as Printed;
  const ten = { gcra: 10, tokenBucket: 10, slidingLog: 10, slidingCounter: 10, fixedWindow: 10 };
  assert.deepEqual(printed.admitted, ten, 'of fifty each');
  assert.ok(printed.waited.allowed, 'waited as told and was admitted');
  assert.deepEqual(printed.costs, [true, true, false, true]);
  const { 'Retry-After': seconds, ...headers } = printed.response.headers;
  assert.equal(printed.response.status, 429);
  assert.ok(Number(seconds) >= 1 && Number(seconds) <= HOUR_MS / 1000);
  assert.deepEqual([headers['RateLimit-Limit'], headers['RateLimit-Remaining']], ['10', '0']);
  assert.equal(printed.never.status, 429);
  assert.equal(printed.never.headers['Retry-After'], undefined, 'what can never be admitted shall not come back');
  assert.equal(printed.down.allowed, false, 'closed when there is no answer in time');
  await storedAs(ran);
}

async function storedAs({ prefix, client }: Ran): Promise<void> {
  const base = `${prefix}:{ada}:`;
  assert.equal(await client.text('ZCARD', `${base}slidingLog`), 10);
  assert.equal(await client.text('GET', `${base}fixedWindow`), '10');
  assert.equal(Math.floor(Number(await client.text('HGET', `${base}tokenBucket`, 'tokens'))), 0);
  assert.ok(Number(await client.text('GET', `${base}gcra`)) / 1000 > (await now(client)));
  const counters = (await client.text('KEYS', `${base}slidingCounter:*`)) as string[];
  assert.equal(counters.length, 1);
  assert.equal(await client.text('GET', counters[0] ?? ''), '10');
  for (const key of (await client.text('KEYS', `${prefix}:*`)) as string[]) {
    const ttl = Number(await client.text('PTTL', key));
    assert.ok(ttl > 0 && ttl <= 2 * HOUR_MS, `${key} expires in ${String(ttl)} ms`);
  }
}

async function now(client: RespClient): Promise<number> {
  const [seconds, micros] = (await client.text('TIME')) as string[];
  return Number(seconds) * 1000 + Number(micros) / 1000;
}

/** The hour must not end while the code runs. */
async function awayFromBoundary(client: RespClient): Promise<void> {
  const left = HOUR_MS - ((await now(client)) % HOUR_MS);
  if (left < 10_000) await new Promise((resolve) => setTimeout(resolve, left + 5));
}

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

interface Printed {
  readonly admitted: Readonly<Record<string, number>>;
  readonly waited: { readonly allowed: boolean };
  readonly costs: readonly boolean[];
  readonly response: Response;
  readonly never: Response;
  readonly down: { readonly allowed: boolean };
}
