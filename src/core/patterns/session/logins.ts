import { asNumber } from '../../redis/reply';
import { transaction } from '../kit/transaction';
import { directoryOf } from './directory';
import type { SessionContext } from './parameters';
import { lifetimes } from './parameters';
import { serverNow } from './serverTime';
import { end, storeOf } from './stores';

export interface User {
  readonly uid: string;
  readonly name: string;
}

/** A session id: 128 random bits, new at each login. Who can guess it is logged in. */
export function newSessionId({ random }: SessionContext): string {
  return random.hex(32);
}

/** Logs in whom it is given, on a new device each. Answers the session ids, in their order. */
export async function logInAll(context: SessionContext, users: readonly User[]): Promise<string[]> {
  const store = storeOf(context);
  const directory = directoryOf(context);
  const now = await serverNow(context);
  const { freshMs } = lifetimes(context);
  const logins = users.map((user) => ({ ...user, sid: newSessionId(context), created: now, seen: now }));
  // Sent in one tick: one round trip. Each user is in a slot of their own, and so is each session.
  await Promise.all(logins.map(({ uid, sid }) => transaction(context, directory.enter(uid, sid, now, now))));
  await Promise.all(logins.map((login) => transaction(context, store.create(login.sid, login, freshMs))));
  await transactionUnlessEmpty(context, directory.noteLogins(logins));
  return logins.map(({ sid }) => sid);
}

export async function logIn(context: SessionContext, user: User): Promise<string> {
  const [sid = ''] = await logInAll(context, [user]);
  return sid;
}

/** Ends sessions of one user, the sessions first and their entries after. Answers how many were there still. */
export async function logOut(context: SessionContext, uid: string, sids: readonly string[]): Promise<number> {
  const { redis, signal } = context;
  const store = storeOf(context);
  const directory = directoryOf(context);
  const ended = await Promise.all(sids.map((sid) => redis.send(end(store, sid), { signal })));
  // Not the whole list: a login that comes in between stays on it.
  await Promise.all(sids.map((sid) => redis.send(directory.leave(uid, sid), { signal })));
  await transactionUnlessEmpty(context, directory.noteEnds(sids));
  return ended.filter((keys) => asNumber(keys) > 0).length;
}

export async function transactionUnlessEmpty(
  context: SessionContext,
  commands: Parameters<typeof transaction>[1],
): Promise<void> {
  if (commands.length > 0) await transaction(context, commands);
}
