import type { SocketEndpoint, TcpEndpoint } from './profile';
import type { Command, Reply } from './reply';

/**
 * One open link to a server, as bare as it gets: no guard, no trace, no retry. Only the connection itself holds one.
 */
export interface Client {
  /** Of the server that answers: behind Sentinel, the primary of the moment. */
  readonly address?: string;
  /**
   * Writes all commands in one go before it returns, and answers one promise for each, in their order. A promise rejects
   * with a `ReplyError` when the server refuses the command, with any other error when the link is lost first. Nothing is
   * ever queued for later or sent a second time.
   */
  write(commands: readonly Command[]): Promise<Reply>[];
  /** Calls `listener` once, when the link is gone for whatever reason; `cause` is what the socket said, if anything. */
  onClose(listener: (cause: Error | undefined) => void): void;
  /** Cuts the link at once; what is unanswered rejects. */
  close(): void;
}

/** A client with one server at its other end, which may tell things of its own accord. */
export interface BareLink extends Client {
  readonly endpoint: TcpEndpoint | SocketEndpoint;
  /** Calls `listener` with every message of a channel that was subscribed to, by name or by pattern. */
  onMessage(listener: (channel: Buffer, payload: Reply) => void): void;
}

/** What opening a link needs besides the profile. */
export interface OpenOptions {
  readonly password: string | undefined;
  /** Of the sentinels, where they have one of their own. */
  readonly sentinelPassword?: string | undefined;
  /** Milliseconds for the whole of it: name lookup, TCP, TLS, authentication. */
  readonly timeoutMs: number;
  /** Aborts when nobody wants the link any more: what is being opened is cut at once. */
  readonly signal?: AbortSignal;
}
