import type { Command, Reply } from '../../redis/reply';
import { asArray, asNumber, asText } from '../../redis/reply';
import { ensureLoaded } from '../../redis/scripts';
import type { LiveTraffic } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import { directoryOf } from './directory';
import { logInAll, logOut } from './logins';
import type { User } from './logins';
import type { SessionContext, SessionValues } from './parameters';
import { anyProduct, userAt } from './people';
import { asTime } from './serverTime';
import { NO_SESSION, TOO_MANY } from './store';
import { storeOf } from './stores';

/** Of a hundred events of a user who is logged in: a logout, a login on one more device, something for the cart. */
const LOGOUTS = 3;
const LOGINS = 5;
const CART = 25;

type Event = User & { readonly kind: 'login' | 'logout' | 'cart' | 'request'; readonly sid: string };

export const live: LiveTraffic<SessionValues> = {
  title: 'Users picked at random send requests, fill carts, log in on several devices and log out.',
  unit: 'requests',
  rate: { default: 20, max: 500 },
  async events(context, count) {
    const store = storeOf(context);
    await ensureLoaded(context.redis, store.scripts, { signal: context.signal });
    const { now, events } = await plan(context, count);
    const of = (kind: Event['kind']): Event[] => events.filter((event) => event.kind === kind);
    const [browsing, adding, logins, logouts] = [of('request'), of('cart'), of('login'), of('logout')];
    const [touches, , adds] = await Promise.all([
      // Every request reads and slides first; sent in one tick, they are carried out in this order.
      askAll(context, [...browsing, ...adding], ({ sid }) => store.touch(sid)),
      askAll(context, [...browsing, ...adding], ({ sid }) => store.seen(sid, now)),
      askAll(context, adding, ({ sid }) => store.addToCart(sid, anyProduct(context.random), 1)),
      logInAll(context, logins),
      ...logouts.map(({ uid, sid }) => logOut(context, uid, [sid])),
    ]);
    const isThere = ({ reply }: Asked): boolean => store.touched(reply) !== undefined;
    const [served, gone] = [touches.filter(isThere), touches.filter((asked) => !isThere(asked))];
    const found = adds.filter(({ reply }) => asNumber(reply) !== NO_SESSION);
    const full = found.filter(({ reply }) => asNumber(reply) === TOO_MANY).length;
    await note(context, now, served, found, gone);
    return {
      'Read and slid': served.filter(({ event }) => event.kind === 'request').length,
      'Added to the cart': found.length - full,
      'Cart was full': full,
      'Logged in': logins.length,
      'Logged out': logouts.length,
      'Session was over': gone.filter(({ event }) => event.kind === 'request').length + adds.length - found.length,
    };
  },
};

/** Who does what. Who has no session logs in. */
async function plan(context: SessionContext, count: number): Promise<{ now: number; events: Event[] }> {
  const { random, parameters: values, clock } = context;
  const directory = directoryOf(context);
  const users = Array.from({ length: count }, () => userAt(Math.floor(random.next() * values.users)));
  const [time, ...lists] = await readAll(context, [
    ['TIME'],
    // What is over by a clock that goes wrong is found out by the request itself.
    ...users.map(({ uid }) => directory.sessionsOf(uid, clock.now())),
  ]);
  const events = users.map((user, n): Event => {
    const sids = asArray(lists[n]?.reply ?? []).map(asText);
    const sid = sids[Math.floor(random.next() * sids.length)];
    return sid === undefined
      ? { ...user, kind: 'login', sid: '' }
      : { ...user, sid, kind: kindOf(random.next() * 100) };
  });
  return { now: asTime(time?.reply ?? null), events };
}

function kindOf(dice: number): Event['kind'] {
  if (dice < LOGOUTS) return 'logout';
  if (dice < LOGOUTS + LOGINS) return 'login';
  return dice < LOGOUTS + LOGINS + CART ? 'cart' : 'request';
}

interface Asked {
  readonly event: Event;
  readonly reply: Reply;
}

async function askAll(
  context: SessionContext,
  events: readonly Event[],
  command: (event: Event) => Command,
): Promise<Asked[]> {
  const readings = await readAll(context, events.map(command));
  return events.map((event, n) => ({ event, reply: readings[n]?.reply ?? null }));
}

/** Brings the lists up to date: who was seen, whose cart is filled, and which sessions turned out to be over. */
async function note(
  context: SessionContext,
  now: number,
  served: readonly Asked[],
  found: readonly Asked[],
  gone: readonly Asked[],
): Promise<void> {
  const { redis, signal } = context;
  const directory = directoryOf(context);
  const sids = (asked: readonly Asked[]): string[] => asked.map(({ event }) => event.sid);
  const lists = [
    ...directory.noteRequests(sids(served), now),
    ...directory.noteCarts(sids(found).map((sid) => ({ sid, seen: now }))),
    ...directory.noteEnds(sids(gone)),
  ];
  if (lists.length > 0) await transaction(context, lists);
  await redis.pipeline(
    gone.map(({ event: { uid, sid } }) => directory.leave(uid, sid)),
    { signal },
  );
}
