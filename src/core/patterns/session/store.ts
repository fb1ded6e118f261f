import type { Script } from '../../redis/executor';
import type { Command, Reply } from '../../redis/reply';

/** What a session knows of whom it belongs to; times in milliseconds since the epoch. */
export interface Session {
  readonly uid: string;
  readonly name: string;
  readonly created: number;
  readonly seen: number;
}

export interface CartLine {
  readonly sku: string;
  readonly quantity: number;
}

/** A session with its cart, as a view shows it. */
export interface StoredSession extends Session {
  readonly leftMs: number;
  readonly cart: readonly CartLine[];
  /** Of a one-time code that is waited for. */
  readonly codeLeftMs?: number;
}

/** What differs between the variants: how a session lies in its keys. One session, one slot. */
export interface Store {
  /** All keys of a session. The first holds it: it is there while the session is. */
  keys(sid: string): readonly [string, ...string[]];
  /** To be sent as one transaction: the session and its TTL. A cart given with it is there at once. */
  create(sid: string, session: Session, ttlMs: number, cart?: readonly CartLine[]): readonly Command[];
  /** Reads and slides. Answered by nil when the session is gone. */
  touch(sid: string): Command;
  /** The session of an answer of `touch`. */
  touched(reply: Reply): Session | undefined;
  /** Sets when the user was last seen, and nothing else. Answered by 1, or 0 when the session is gone. */
  seen(sid: string, now: number): Command;
  /** Answered by how many there are then, or one of `TOO_MANY` and `NO_SESSION`. */
  addToCart(sid: string, sku: string, quantity: number): Command;
  /** Reads without sliding; `show` reads the answers. `fieldTtls` says whether the server has TTLs of fields. */
  look(sid: string, fieldTtls: boolean): readonly Command[];
  show(replies: readonly Reply[]): StoredSession | undefined;
  /** That `touch`, `seen` and `addToCart` run. */
  readonly scripts: readonly Script[];
}

export const TOO_MANY = -1;
export const NO_SESSION = -2;
