import assert from 'node:assert/strict';
import type { Text } from '../../support/servers/respClient';
import type { Outcome, Ran } from './outcome';

/** What both kinds of sessions went through: 50 additions at once, a second device, its logout, requests after that. */
interface Tried {
  readonly sid: string;
  readonly session: Readonly<Record<string, unknown>>;
  readonly coffee: number;
  readonly devices: number;
  readonly late: readonly unknown[];
  readonly updated: boolean;
  readonly gone: null;
}

interface Printed {
  readonly hash: Tried;
  readonly json: Tried | null;
  readonly bruno: string;
  readonly code: { readonly code: string; readonly where: string };
  readonly ended: number;
}

export const session: Outcome = {
  pattern: 'session',
  settings: [{ flavour: 'redis7' }, { flavour: 'stack' }],
  check,
};

async function check(ran: Ran): Promise<void> {
  const { setting, prefix, client } = ran;
  const printed = ran.printed as Printed;
  const { hash, json, bruno, ended } = printed;
  tried(hash, 'u1');
  assert.equal(await client.text('HGET', `${prefix}:sess:{${hash.sid}}`, 'uid'), 'u1');
  assert.deepEqual(await client.text('HGETALL', `${prefix}:sess:{${hash.sid}}:cart`), ['coffee', '50']);
  assert.deepEqual(await client.text('ZRANGE', `${prefix}:user:{u1}:sess`, 0, -1), [hash.sid]);
  assert.equal(json === null, setting.flavour === 'redis7');
  if (json) {
    tried(json, 'u2');
    assert.equal(await client.text('JSON.GET', `${prefix}:doc:{${json.sid}}`, '$.cart.coffee'), '[50]');
    assert.deepEqual(await client.text('ZRANGE', `${prefix}:user:{u2}:sess`, 0, -1), [json.sid]);
  }
  await codeIsKept(printed, `${prefix}:sess:{${bruno}}`, ran);
  assert.equal(ended, 2);
  assert.equal(await client.text('EXISTS', `${prefix}:user:{u4}:sess`), 0);
  await leavesOnly([hash.sid, bruno, ...(json ? [json.sid] : [])], ran);
}

function tried({ sid, session, coffee, devices, late, updated, gone }: Tried, uid: string): void {
  assert.match(sid, /^[\w-]{43}$/, '256 bits');
  assert.deepEqual([session['uid'], Number(session['seen']), updated], [uid, 1, true]);
  assert.deepEqual([coffee, devices], [50, 2]);
  assert.deepEqual([late, gone], [[false, -2], null], 'nothing is written after the logout');
}

async function codeIsKept({ code }: Printed, key: string, { setting, client }: Ran): Promise<void> {
  const inField = setting.flavour === 'stack';
  assert.equal(code.where, inField ? 'field' : 'key');
  assert.equal(await (inField ? client.text('HGET', key, 'otp') : client.text('GET', `${key}:code`)), code.code);
  const left = inField
    ? ((await client.text('HPTTL', key, 'FIELDS', 1, 'otp')) as Text[])[0]
    : await client.text('PTTL', `${key}:code`);
  assert.ok(Number(left) > 0 && Number(left) <= 120_000);
}

/** Of all sessions only these are there, and every key expires: the lists no later than the lifetime of a login. */
async function leavesOnly(sids: readonly string[], { prefix, client }: Ran): Promise<void> {
  const keys = (await client.text('KEYS', `${prefix}:*`)) as string[];
  const there = keys.flatMap((key) => /:(?:sess|doc):\{([\w-]+)\}/.exec(key)?.slice(1, 2) ?? []);
  assert.deepEqual([...new Set(there)].sort(), [...sids].sort());
  for (const key of keys) {
    const ttl = Number(await client.text('PTTL', key));
    const most = key.includes(':user:') ? 12 * 3_600_000 : 30 * 60_000;
    assert.ok(ttl > 0 && ttl <= most, `${key} expires in ${String(ttl)} ms`);
  }
}
