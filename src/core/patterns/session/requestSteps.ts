import { CodedError } from '../../base/errors';
import type { Command } from '../../redis/reply';
import { asNumber } from '../../redis/reply';
import { ensureLoaded } from '../../redis/scripts';
import type { Step } from '../contract';
import { read, readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import { directoryOf } from './directory';
import { logIn, logOut, newSessionId } from './logins';
import type { SessionContext, SessionValues } from './parameters';
import { lifetimes } from './parameters';
import { userAt } from './people';
import { serverNow } from './serverTime';
import { NO_SESSION, TOO_MANY } from './store';
import { end, storeOf } from './stores';

type SessionStep = Step<SessionValues>;

const SOON_MS = 2000;

export const logInWithTtl: SessionStep = {
  id: 'logIn',
  title: 'A login is there with its TTL, or not at all',
  teaches:
    'The session and its TTL are written in one MULTI … EXEC: a client that dies between two commands leaves a session that never ends. The list of the user is written first, so that no session is there that a logout everywhere cannot find.',
  region: 'login',
  async run(context) {
    const user = userAt(0);
    const sid = await logIn(context, user);
    const [key] = storeOf(context).keys(sid);
    const [left, entry] = await readAll(context, [
      ['PTTL', key],
      ['ZSCORE', directoryOf(context).ofUser(user.uid), sid],
    ]);
    if (!left || !entry || entry.reply === null)
      throw new CodedError('INTERNAL', 'The new session is not on the list.');
    const seconds = inSeconds(asNumber(left.reply));
    return {
      summary: `${user.name} is logged in; the session ends in ${String(seconds)} s unless a request comes, and stands on the user's list.`,
      figures: [{ label: 'The session ends in', value: seconds, unit: 's', source: left.source }],
    };
  },
};

export const touch: SessionStep = {
  id: 'touch',
  title: 'Each request reads and slides in one round trip',
  teaches:
    'The script reads the session and gives it its idle time again, but never beyond the absolute lifetime: a stolen cookie that is used all the time ends too. It writes only when a tenth of the time is gone.',
  region: 'touch',
  async run(context) {
    const { redis, signal } = context;
    const store = storeOf(context);
    const { freshMs, absoluteMs } = lifetimes(context);
    await ensureLoaded(redis, store.scripts, { signal });
    const user = userAt(0);
    const sid = await logIn(context, user);
    // As if half of the time had passed.
    await redis.send(['PEXPIRE', store.keys(sid)[0], freshMs / 2], { signal });
    const slid = await touchAndRead(context, sid);
    const now = await serverNow(context);
    const ending = await openedAt(context, now - absoluteMs + SOON_MS);
    const last = await touchAndRead(context, ending);
    const over = await openedAt(context, now - absoluteMs - SOON_MS);
    const refused = await touchAndRead(context, over);
    // Nobody is logged in with it: it was only to be looked at.
    await redis.send(end(store, ending), { signal });
    if (!slid.alive || !last.alive) throw new CodedError('INTERNAL', 'A session that was just made is gone.');
    return {
      summary: `A request lifted the ${inSeconds(freshMs / 2)} s left to ${inSeconds(slid.leftMs)} s, and those of a session near its absolute end to ${inSeconds(last.leftMs)} s only; one past it ${refused.alive ? 'still lives' : 'was refused and deleted'}.`,
      figures: [
        { label: 'Left after a request', value: inSeconds(slid.leftMs), unit: 's' },
        { label: 'Left near the absolute end', value: inSeconds(last.leftMs), unit: 's' },
        {
          label: 'Past the absolute end',
          value: refused.alive ? 'alive' : 'refused',
          tone: refused.alive ? 'bad' : 'good',
        },
      ],
    };
  },
};

export const partialUpdate: SessionStep = {
  id: 'update',
  title: 'A late update brings no session back',
  teaches:
    'One field is written without reading the rest, and only while the session is there. A plain HSET, or a document written whole, that arrives after the logout makes a new session without a TTL.',
  region: 'update',
  async run(context) {
    const { redis, signal } = context;
    const store = storeOf(context);
    await ensureLoaded(redis, store.scripts, { signal });
    const user = userAt(1);
    const sid = await logIn(context, user);
    const now = await serverNow(context);
    const alive = asNumber(await redis.send(store.seen(sid, now), { signal })) === 1;
    await logOut(context, user.uid, [sid]);
    const late = asNumber(await redis.send(store.seen(sid, now), { signal })) === 1;
    const there = asNumber((await read(context, ['EXISTS', store.keys(sid)[0]])).reply);
    return {
      summary: `The field was ${alive ? 'set' : 'not set'} while the session was there, and ${late ? 'set' : 'not set'} after the logout; ${String(there)} keys came back.`,
      figures: [{ label: 'Keys that came back', value: there, tone: there === 0 ? 'good' : 'bad' }],
    };
  },
};

export const cart: SessionStep = {
  id: 'cart',
  title: 'The cart changes in place',
  teaches:
    'Each addition is a number added on the server, so two tabs at once lose nothing, and the same product twice is one line. The script also keeps the limit, and adds nothing to a session that is gone.',
  region: 'cart',
  async run(context) {
    const { redis, signal, parameters: values } = context;
    const store = storeOf(context);
    await ensureLoaded(redis, store.scripts, { signal });
    const sid = await logIn(context, userAt(2));
    const add = async (quantity: number): Promise<number> =>
      asNumber(await redis.send(store.addToCart(sid, 'coffee', quantity), { signal }));
    await Promise.all(Array.from({ length: values.most }, () => add(1)));
    const tooMany = await add(1);
    const left = await add(-1);
    await transaction(context, directoryOf(context).noteCarts([{ sid, seen: await serverNow(context) }]));
    const gone = asNumber(await redis.send(store.addToCart(newSessionId(context), 'coffee', 1), { signal }));
    return {
      summary: `${String(values.most)} additions at once and one taken out leave ${String(left)} in one line; one more than ${String(values.most)} was ${tooMany === TOO_MANY ? 'refused' : 'added'}, and a session that is not there got ${gone === NO_SESSION ? 'nothing' : 'a cart'}.`,
      figures: [
        { label: 'Added at once', value: values.most },
        { label: 'Left after one was taken out', value: left, tone: left === values.most - 1 ? 'good' : 'bad' },
      ],
    };
  },
};

/** A session that was opened then: only in a demo can one look at its last seconds. */
async function openedAt(context: SessionContext, created: number): Promise<string> {
  const store = storeOf(context);
  const sid = newSessionId(context);
  const { freshMs } = lifetimes(context);
  await transaction(context, store.create(sid, { ...userAt(0), created, seen: created }, freshMs));
  return sid;
}

async function touchAndRead(
  context: SessionContext,
  sid: string,
): Promise<{ readonly alive: boolean; readonly leftMs: number }> {
  const store = storeOf(context);
  const commands: Command[] = [store.touch(sid), ['PTTL', store.keys(sid)[0]]];
  const [session, left] = await readAll(context, commands);
  return { alive: store.touched(session?.reply ?? null) !== undefined, leftMs: asNumber(left?.reply ?? null) };
}

/** Rounded up: some milliseconds have passed since it was set. */
function inSeconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
