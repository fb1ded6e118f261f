import type { Command, Reply } from '../../redis/reply';
import { asArray, asNumber, asPairs, asText } from '../../redis/reply';
import { scriptCommand } from '../../redis/scripts';
import type { Keyring } from '../keyring';
import type { SessionContext } from './parameters';
import { lifetimes } from './parameters';
import { cartScript, ssetScript, touchScript } from './scripts';
import type { CartLine, Session, Store } from './store';

/** A hash for the session, and one beside it for the cart: both change field by field, on the server. */
export function hashStore(context: SessionContext): Store {
  const { keys, parameters: values } = context;
  const { idleMs, absoluteMs } = lifetimes(context);
  const session = (sid: string): string => keys.tagged(sid, 'session');
  const cart = (sid: string): string => keys.tagged(sid, 'cart');
  return {
    keys: (sid) => [session(sid), cart(sid), otpKey(keys, sid)],
    create: (sid, { uid, name, created, seen }, ttlMs, lines = []) => [
      ['HSET', session(sid), 'uid', uid, 'name', name, 'created', created, 'seen', seen],
      ['PEXPIRE', session(sid), ttlMs],
      ...fillCart(cart(sid), lines, ttlMs),
    ],
    touch: (sid) => scriptCommand(touchScript, [session(sid), cart(sid)], [idleMs, absoluteMs]),
    touched: readFields,
    seen: (sid, now) => scriptCommand(ssetScript, [session(sid)], ['HSET', 'seen', now]),
    addToCart: (sid, sku, quantity) =>
      scriptCommand(cartScript, [session(sid), cart(sid)], [sku, quantity, values.most]),
    look: (sid, fieldTtls) => [
      ['HGETALL', session(sid)],
      ['PTTL', session(sid)],
      ['HGETALL', cart(sid)],
      fieldTtls ? ['HPTTL', session(sid), 'FIELDS', 1, 'otp'] : ['PTTL', otpKey(keys, sid)],
    ],
    show: ([fields = null, left = null, lines = null, code = null]) => {
      const found = readFields(fields);
      if (!found) return undefined;
      const inCart = asPairs(lines).map(([sku, quantity]) => ({ sku: asText(sku), quantity: asNumber(quantity) }));
      const codeLeftMs = asNumber(Array.isArray(code) ? (asArray(code)[0] ?? -2) : (code ?? -2));
      return { ...found, leftMs: asNumber(left), cart: inCart, ...(codeLeftMs > 0 && { codeLeftMs }) };
    },
    scripts: [touchScript, ssetScript, cartScript],
  };
}

/** Where a one-time code lies on a server that has no TTLs of fields. */
export function otpKey(keys: Keyring, sid: string): string {
  return keys.tagged(sid, 'otp');
}

function fillCart(key: string, lines: readonly CartLine[], ttlMs: number): Command[] {
  if (lines.length === 0) return [];
  return [
    ['HSET', key, ...lines.flatMap(({ sku, quantity }) => [sku, quantity])],
    ['PEXPIRE', key, ttlMs],
  ];
}

/** HGETALL of a key that is not there is empty; a script says nil. */
function readFields(reply: Reply): Session | undefined {
  if (reply === null || asArray(reply).length === 0) return undefined;
  const fields = new Map(asPairs(reply).map(([name, value]) => [asText(name), asText(value)]));
  return {
    uid: fields.get('uid') ?? '',
    name: fields.get('name') ?? '',
    created: Number(fields.get('created')),
    seen: Number(fields.get('seen')),
  };
}
