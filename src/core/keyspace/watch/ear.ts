import type { Disposable } from '../../base/disposables';
import type { Event } from '../../base/events';
import { ReplyError } from '../../redis/reply';
import type { Reply } from '../../redis/reply';

/** Hears of changes of the keys of one server, in one of the ways. */
export interface Ear extends Disposable {
  /**
   * From its answer on, changes of exactly these keys, and of all keys under these prefixes, are heard of. Not to be asked
   * again before it has answered. Rejects with `WayRefused`, `WrongNode`, or a `CodedError` when the link is lost.
   */
  follow(keys: readonly Buffer[], prefixes: readonly Buffer[]): Promise<void>;
  /** From its answer on, the next change of a key that is followed is heard of: to be asked before each reading of it. */
  arm(key: Buffer): Promise<void>;
  /** Finds out whether the links are alive; when not, `onLost` fires. */
  check(): Promise<void>;
  /** Keys that changed, came or went; undefined when it may be any of them. */
  readonly onTold: Event<readonly Buffer[] | undefined>;
  /** Nothing is heard any more, and nobody disposed of it. */
  readonly onLost: Event<void>;
}

/** The server does not let us hear of changes in this way. */
export class WayRefused extends Error {
  override readonly name = 'WayRefused';
}

/** Another node of the cluster has the key by now. */
export class WrongNode extends Error {
  override readonly name = 'WrongNode';
}

/** Throws `WayRefused` when one of the replies is a refusal. */
export function accepted(replies: readonly (Reply | ReplyError)[]): readonly Reply[] {
  const refusal = replies.find((reply) => reply instanceof ReplyError);
  if (refusal) throw new WayRefused(refusal.message);
  return replies;
}

/** Throws `WrongNode` when a reply says that the key is elsewhere. */
export function checkIsHere(replies: readonly (Reply | ReplyError)[]): void {
  const moved = replies.find((reply) => reply instanceof ReplyError && /^(MOVED|ASK) /.test(reply.message));
  if (moved instanceof ReplyError) throw new WrongNode(moved.message);
}
