import type { Command, Reply, ReplyError } from './reply';

export interface SendOptions {
  /** Stops waiting; the server may still carry the command out. */
  readonly signal?: AbortSignal;
  /** Milliseconds until `COMMAND_TIMEOUT`; the connection's default unless given. */
  readonly timeoutMs?: number;
}

/**
 * Sends commands to one server or cluster. Everything the product sends goes through an implementation of this that has
 * asked the guard and records the trace (see connection.ts); features narrow it (patterns: only under the demo prefix).
 */
export interface Executor {
  /** Sends one command in one round trip. Rejects with a `CodedError`. */
  send(command: Command, options?: SendOptions): Promise<Reply>;
  /**
   * Sends all commands in one round trip and answers in their order. A command that the server refuses becomes a
   * `ReplyError` in its place; only a refusal of ours, or a lost connection, rejects the whole (then nothing was sent,
   * or nothing is known about what was done).
   */
  pipeline(commands: readonly Command[], options?: SendOptions): Promise<(Reply | ReplyError)[]>;
}

/** A Lua script, known to the server by the SHA-1 of its text. */
export interface Script {
  readonly name: string;
  readonly lua: string;
  /** How many of the arguments are keys. */
  readonly keyCount: number;
}
