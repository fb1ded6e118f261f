import type { Reply } from '../../redis/reply';
import { asNumber, asText } from '../../redis/reply';
import { scriptCommand } from '../../redis/scripts';
import type { SessionContext } from './parameters';
import { lifetimes } from './parameters';
import { cartJsonScript, ssetScript, touchJsonScript } from './scripts';
import type { CartLine, Session, Store } from './store';

/** The cart is a member of the document: quantity by product. */
interface SessionDocument extends Session {
  readonly cart: Readonly<Record<string, number>>;
}

/** One document with the cart in it; both change path by path, on the server. */
export function jsonStore(context: SessionContext): Store {
  const { keys, parameters: values } = context;
  const { idleMs, absoluteMs } = lifetimes(context);
  const session = (sid: string): string => keys.tagged(sid, 'document');
  return {
    keys: (sid) => [session(sid)],
    create: (sid, { uid, name, created, seen }, ttlMs, lines = []) => [
      ['JSON.SET', session(sid), '$', JSON.stringify({ uid, name, created, seen, cart: cartOf(lines) })],
      // JSON.SET has no option for the TTL, and whether it keeps an earlier one differs between servers.
      ['PEXPIRE', session(sid), ttlMs],
    ],
    touch: (sid) => scriptCommand(touchJsonScript, [session(sid)], [idleMs, absoluteMs]),
    touched: readDocument,
    seen: (sid, now) => scriptCommand(ssetScript, [session(sid)], ['JSON.SET', '$.seen', now]),
    addToCart: (sid, sku, quantity) => scriptCommand(cartJsonScript, [session(sid)], [sku, quantity, values.most]),
    look: (sid) => [
      ['JSON.GET', session(sid)],
      ['PTTL', session(sid)],
    ],
    show: ([document = null, left = null]) => {
      const found = readDocument(document);
      if (!found) return undefined;
      const cart = Object.entries(found.cart).map(([sku, quantity]) => ({ sku, quantity }));
      return { ...found, leftMs: asNumber(left), cart };
    },
    scripts: [touchJsonScript, ssetScript, cartJsonScript],
  };
}

function cartOf(lines: readonly CartLine[]): SessionDocument['cart'] {
  return Object.fromEntries(lines.map(({ sku, quantity }) => [sku, quantity]));
}

function readDocument(reply: Reply): SessionDocument | undefined {
  return reply === null ? undefined : (JSON.parse(asText(reply)) as SessionDocument);
}
