import type { Disposable } from '../base/disposables';
import type { Event } from '../base/events';
import type { Capabilities } from './capabilities';
import type { ConnectionState } from './connectionState';
import type { Executor } from './executor';
import type { ConnectionProfile } from './profile';
import type { CommandArg } from './reply';
import type { SideLink } from './sideLink';
import type { TraceEntry } from './trace';

/** What a narrower executor of a connection adds to, and takes from, the connection's own. */
export interface ScopeOptions {
  /** Hears of every command sent through the scope, after its reply. */
  readonly onTrace?: (entry: TraceEntry) => void;
  /** Commands that write are let through only when each key they name begins with this. */
  readonly writePrefix?: string;
}

/** A server that holds keys of its own. */
export interface NodeHandle {
  /** Stays the same for as long as the node is in its cluster; of a single server its address. */
  readonly id: string;
  /** Where it is reached from here: `host:port`, or a socket's path. */
  readonly address: string;
  readonly role: 'primary' | 'replica';
  /** Sends to this node, guarded and traced as everything. Rejects with `NOT_FOUND` once the node is no primary any more. */
  readonly executor: Executor;
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
  /**
   * The servers that together hold all keys: every primary of a cluster, in the order of their slots; otherwise the one
   * server. What is about the keys of one server (SCAN, DBSIZE, RANDOMKEY, FLUSHDB, …) is asked of each of them. Throws
   * `NOT_CONNECTED` while not ready; of an epoch only.
   */
  nodes(): readonly NodeHandle[];
  /** As `nodes`, after asking a cluster for its layout: slots move to new nodes without telling anybody. */
  refreshNodes(): Promise<readonly NodeHandle[]>;
  /** The slot of a key; undefined where there are no slots. */
  slotOf(key: CommandArg): number | undefined;
  /** The node that has the key, or would; undefined when no node serves its slot. Throws `NOT_CONNECTED` while not ready. */
  nodeOf(key: CommandArg): NodeHandle | undefined;
  /**
   * A link of its own to that node, to hear of changes by; whoever opens it closes it, and it closes with the connection.
   * It may hear the channels that begin with `channels` too. Rejects with a `CodedError`, `NOT_FOUND` once the node is no
   * primary any more.
   */
  openSideLink(nodeId: string, channels?: string): Promise<SideLink>;
  /**
   * A link of its own to that node, for WATCH, which belongs to a link. Guarded and traced as what `scope` answers; whoever
   * opens it closes it, and it closes with the connection. Rejects as `openSideLink` does.
   */
  openOwnLink(nodeId: string, scope: ScopeOptions): Promise<SideLink>;
}

/** A connection as its owner sees it: it can be let go of and connected again later. */
export interface ManagedConnection extends Connection {
  /** Closes the link and stops trying; `connect()` begins anew. */
  disconnect(): void;
}
