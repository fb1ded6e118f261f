import type { CodedError } from '../base/errors';
import type { Command, Reply, ReplyError } from './reply';

/** One command that went to the server, and what came back. */
export interface TraceEntry {
  /** Counts up per connection. */
  readonly id: number;
  /** Commands with the same number shared one round trip; counts up per connection. */
  readonly roundTrip: number;
  /** With its secrets masked: what may be shown. */
  readonly command: Command;
  /** Wall time it was sent, milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds until its round trip was answered. */
  readonly durationMs: number;
  readonly outcome:
    | { readonly kind: 'reply'; readonly reply: Reply }
    | { readonly kind: 'error'; readonly error: ReplyError | CodedError };
}

/** Who hears of what is sent, besides the connection's own listeners. */
export interface Traced {
  /** Hears of every command, after its reply. */
  readonly onTrace?: (entry: TraceEntry) => void;
}
