import { throwIfAborted } from '../../base/abort';
import type { Random } from '../../base/random';
import { seededRandom } from '../../base/random';
import { transaction } from '../kit/transaction';
import { directoryOf } from './directory';
import type { SessionContext } from './parameters';
import { lifetimes } from './parameters';
import { anyCart, userAt } from './people';
import { serverNow } from './serverTime';
import type { CartLine, Session } from './store';
import { end, storeOf } from './stores';

/** Users per round trip. */
const BATCH = 50;
/** Every third user has a second device. */
const SECOND_DEVICE = 3;
/** Any fixed number: the same data each time, under the same session ids, so that nothing of an earlier scaffold stays. */
const SEED = 7;

interface Made extends Session {
  readonly sid: string;
  readonly ttlMs: number;
  readonly cart: readonly CartLine[];
}

/** Sessions of every user, as if they had logged in and been active at various times. */
export async function scaffold(context: SessionContext): Promise<void> {
  const store = storeOf(context);
  const directory = directoryOf(context);
  const random = seededRandom(SEED);
  const now = await serverNow(context);
  const { users } = context.parameters;
  for (let start = 0; start < users; start += BATCH) {
    throwIfAborted(context.signal);
    const size = Math.min(BATCH, users - start);
    const byUser = Array.from({ length: size }, (_, n) => sessionsOf(context, random, now, start + n));
    await Promise.all(
      byUser.map((made) =>
        transaction(context, [
          ['UNLINK', directory.ofUser(made[0]?.uid ?? '')],
          ...made.flatMap(({ uid, sid, created }) => directory.enter(uid, sid, created, now)),
        ]),
      ),
    );
    const made = byUser.flat();
    await Promise.all(
      made.map((session) =>
        transaction(context, [
          end(store, session.sid),
          ...store.create(session.sid, session, session.ttlMs, session.cart),
        ]),
      ),
    );
    const { newest, seen, carts } = directory.all;
    await transaction(context, [
      ...(start === 0 ? [['UNLINK', newest, seen, carts] as const] : []),
      ...directory.noteLogins(made),
      ...directory.noteCarts(made.filter(({ cart }) => cart.length > 0)),
    ]);
    context.report({ done: start + size, total: users });
  }
}

function sessionsOf(context: SessionContext, random: Random, now: number, n: number): Made[] {
  const { idleMs, absoluteMs } = lifetimes(context);
  return Array.from({ length: n % SECOND_DEVICE === 0 ? 2 : 1 }, () => {
    const age = Math.floor(random.next() * 0.5 * absoluteMs);
    const idle = Math.floor(random.next() * 0.3 * Math.min(age, idleMs));
    return {
      ...userAt(n),
      sid: random.hex(32),
      created: now - age,
      seen: now - idle,
      ttlMs: Math.min(idleMs - idle, absoluteMs - age),
      cart: anyCart(random),
    };
  });
}
