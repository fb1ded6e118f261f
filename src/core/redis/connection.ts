import type { Disposable } from '../base/disposables';
import type { Event } from '../base/events';
import type { Capabilities } from './capabilities';
import type { ConnectionState } from './connectionState';
import type { Executor } from './executor';
import type { ConnectionProfile } from './profile';
import type { TraceEntry } from './trace';

/** What a narrower executor of a connection adds to, and takes from, the connection's own. */
export interface ScopeOptions {
  /** Hears of every command sent through the scope, after its reply. */
  readonly onTrace?: (entry: TraceEntry) => void;
  /** Commands that write are let through only when each key they name begins with this. */
  readonly writePrefix?: string;
}

/** One server, cluster or sentinel-watched primary, from the first connect until it is disposed. */
export interface Connection extends Executor, Disposable {
  readonly profile: ConnectionProfile;
  readonly state: ConnectionState;
  readonly onDidChangeState: Event<ConnectionState>;
  /** Counts up each time the connection becomes ready: what was asked before belongs to an older epoch. */
  readonly epoch: number;
  /** Known while ready; kept from the last time otherwise. */
  readonly capabilities: Capabilities | undefined;
  readonly onDidTrace: Event<TraceEntry>;
  /** Resolves when ready; rejects with the `CodedError` that explains why not. Asking again tries again at once. */
  connect(): Promise<void>;
  /** The same connection, seen through a narrower executor. */
  scope(options: ScopeOptions): Executor;
}

/** A connection as its owner sees it: it can be let go of and connected again later. */
export interface ManagedConnection extends Connection {
  /** Closes the link and stops trying; `connect()` begins anew. */
  disconnect(): void;
}
