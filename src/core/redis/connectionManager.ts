import type { Disposable } from '../base/disposables';
import type { Event } from '../base/events';
import type { Connection } from './connection';
import type { ConnectionProfile } from './profile';

/** Where profiles are kept. No secret ever gets here. */
export interface ProfileStore {
  load(): readonly ConnectionProfile[];
  save(profiles: readonly ConnectionProfile[]): Promise<void>;
}

/** Where passwords are kept, by profile id. */
export interface SecretStore {
  get(profileId: string): Promise<string | undefined>;
  set(profileId: string, password: string): Promise<void>;
  delete(profileId: string): Promise<void>;
}

/** The profiles, their open connections, and which of them is the active one. */
export interface ConnectionManager extends Disposable {
  readonly profiles: readonly ConnectionProfile[];
  /** The connection that commands without an explicit one use. */
  readonly active: Connection | undefined;
  /** A profile was added, changed or removed; a connection's state or the active one changed. */
  readonly onDidChange: Event<void>;
  /** The connection of a profile, once it was asked for; whatever its state. */
  get(profileId: string): Connection | undefined;
  /** Keeps the profile and its password; an existing profile with the same id is replaced and its connection closed. */
  save(profile: ConnectionProfile, password?: string): Promise<void>;
  /** Closes the connection, forgets the profile and its password. */
  remove(profileId: string): Promise<void>;
  /** Resolves with the connection when it is ready, and makes it the active one. Rejects with a `CodedError`. */
  connect(profileId: string): Promise<Connection>;
  /** Closes the connection; nothing is tried again. */
  disconnect(profileId: string): Promise<void>;
}
