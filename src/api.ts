import type { StepResult, Rule } from './core/patterns/contract';
import type { Block, Figure } from './core/patterns/blocks';
import type { ParameterValue } from './core/patterns/parameters';
import type { ConnectionProfile } from './core/redis/profile';
import type { KeyValue } from './core/keyspace/keyTypes';
import type { Disposable } from './core/base/disposables';

/**
 * What `activate()` returns: the product without its views, for other extensions and for tests. All of it goes through
 * the same guard as the views do. Every promise rejects with a `CodedError` (`code`, and a `message` for people).
 */
export interface RedisPatternsApi {
  readonly connections: ConnectionsApi;
  readonly patterns: PatternsApi;
  readonly keys: KeysApi;
}

export interface ConnectionSummary {
  readonly profile: ConnectionProfile;
  readonly state: 'disconnected' | 'connecting' | 'ready' | 'reconnecting' | 'failed';
  /** The one that commands without an explicit connection use. */
  readonly active: boolean;
  /** The server in words, once known. */
  readonly server?: string;
  /** Why it is not ready. */
  readonly problem?: { readonly code: string; readonly message: string };
}

export interface ConnectionsApi {
  list(): readonly ConnectionSummary[];
  /** Keeps the profile (and its password in the secret store); does not connect. A missing id is made. */
  add(profile: Omit<ConnectionProfile, 'id'> & { readonly id?: string }, password?: string): Promise<ConnectionSummary>;
  /** Resolves when ready, and makes it the active one. */
  connect(id: string): Promise<ConnectionSummary>;
  disconnect(id: string): Promise<void>;
  /** Forgets the profile and its password. */
  remove(id: string): Promise<void>;
  onDidChange(listener: () => void): Disposable;
}

export interface PatternSummary {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

export interface PatternOptions {
  /** The active connection unless given. */
  readonly connectionId?: string;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  readonly variant?: string;
  readonly signal?: AbortSignal;
}

export interface PatternsApi {
  list(): readonly PatternSummary[];
  /** Makes the demo data; answers the names of the keys that are there. */
  scaffold(id: string, options?: PatternOptions): Promise<{ readonly keys: readonly string[] }>;
  /** Runs all steps in order (scaffolding first if that was not done). */
  run(
    id: string,
    options?: PatternOptions,
  ): Promise<{ readonly steps: readonly (StepResult & { readonly id: string })[] }>;
  /** What the live view shows now. */
  view(id: string, options?: PatternOptions): Promise<readonly Block[]>;
  experiment(
    id: string,
    options?: PatternOptions & { readonly load?: Readonly<Record<string, ParameterValue>> },
  ): Promise<{
    /** What it ran with; `load` changes it, within the bounds that the lab shows, until it is changed again. */
    readonly load: Readonly<Record<string, ParameterValue>>;
    readonly naive: readonly Figure[];
    readonly right: readonly Figure[];
    readonly rules: readonly Rule[];
    readonly explanation: string;
  }>;
  /** Deletes exactly what was made. */
  cleanUp(id: string, options?: PatternOptions): Promise<{ readonly deleted: number }>;
}

export interface KeysApi {
  /** Names that match, at most what the budget allows, and whether that was all. */
  scan(options?: {
    readonly connectionId?: string;
    readonly match?: string;
    readonly limit?: number;
    readonly signal?: AbortSignal;
  }): Promise<{ readonly keys: readonly Buffer[]; readonly scanned: number; readonly complete: boolean }>;
  /** The key's facts and first page; undefined when it is not there. */
  read(key: Buffer | string, options?: { readonly connectionId?: string }): Promise<KeyValue | undefined>;
}
