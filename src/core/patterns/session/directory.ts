import type { Command } from '../../redis/reply';
import type { SessionContext } from './parameters';
import { lifetimes } from './parameters';

/** Of the sessions of all, the newest this many are listed. */
const NEWEST = 200;

/** Where sessions are found again: by user, and those of all. Lists may name one that is gone; its own key decides. */
export interface Directory {
  /** The key of a user's sessions: session ids by the time when they end in any case. Lies with the user, in a slot of its own. */
  ofUser(uid: string): string;
  /** Those that may be there still, longest to live first. */
  sessionsOf(uid: string, now: number): Command;
  /** One transaction's worth, to be done before the session is there: then none is there that cannot be found. */
  enter(uid: string, sid: string, created: number, now: number): readonly Command[];
  leave(uid: string, sid: string): Command;
  readonly all: {
    /** Session ids by the time of the login. */
    readonly newest: string;
    /** By the last request: those of the last `idle` seconds are there. */
    readonly seen: string;
    /** The same, of the sessions with something in the cart. */
    readonly carts: string;
  };
  /** For one transaction: the lists of all lie in one slot. */
  noteLogins(logins: readonly { readonly sid: string; readonly created: number; readonly seen: number }[]): Command[];
  noteRequests(sids: readonly string[], now: number): Command[];
  noteCarts(sessions: readonly { readonly sid: string; readonly seen: number }[]): Command[];
  noteEnds(sids: readonly string[]): Command[];
}

/** The lists of the chosen variant: each has sessions of its own. */
export function directoryOf(context: SessionContext): Directory {
  const { keys, variant, ttlSeconds } = context;
  const { idleMs, absoluteMs } = lifetimes(context);
  const ofUser = (uid: string): string => keys.tagged(uid, 'sessions', variant);
  const all = {
    newest: keys.of('newest', variant),
    seen: keys.of('seen', variant),
    carts: keys.of('carts', variant),
  };
  return {
    ofUser,
    all,
    sessionsOf: (uid, now) => ['ZRANGE', ofUser(uid), '+inf', `(${String(now)}`, 'BYSCORE', 'REV'],
    enter: (uid, sid, created, now) => [
      ['ZREMRANGEBYSCORE', ofUser(uid), '-inf', now],
      ['ZADD', ofUser(uid), created + absoluteMs, sid],
      // This one ends last: all are given the same time.
      ['PEXPIRE', ofUser(uid), absoluteMs],
    ],
    leave: (uid, sid) => ['ZREM', ofUser(uid), sid],
    noteLogins: (logins) => {
      if (logins.length === 0) return [];
      const latest = Math.max(...logins.map(({ seen }) => seen));
      return [
        ['ZADD', all.newest, ...logins.flatMap(({ sid, created }) => [created, sid])],
        ['ZREMRANGEBYRANK', all.newest, 0, -(NEWEST + 1)],
        ['ZADD', all.seen, ...logins.flatMap(({ sid, seen }) => [seen, sid])],
        ['ZREMRANGEBYSCORE', all.seen, '-inf', latest - idleMs],
        ['EXPIRE', all.newest, ttlSeconds],
        ['EXPIRE', all.seen, ttlSeconds],
      ];
    },
    noteRequests: (sids, now) => {
      if (sids.length === 0) return [];
      const scores = sids.flatMap((sid) => [now, sid]);
      // XX: a request does not put a session back on a list that it was taken from.
      return [all.seen, all.carts].map((key): Command => ['ZADD', key, 'XX', ...scores]);
    },
    noteCarts: (sessions) => {
      if (sessions.length === 0) return [];
      const latest = Math.max(...sessions.map(({ seen }) => seen));
      return [
        ['ZADD', all.carts, ...sessions.flatMap(({ sid, seen }) => [seen, sid])],
        ['ZREMRANGEBYSCORE', all.carts, '-inf', latest - idleMs],
        ['EXPIRE', all.carts, ttlSeconds],
      ];
    },
    noteEnds: (sids) =>
      sids.length === 0 ? [] : [all.newest, all.seen, all.carts].map((key): Command => ['ZREM', key, ...sids]),
  };
}
