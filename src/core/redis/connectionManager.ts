import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposables';
import { DisposableStore } from '../base/disposables';
import { CodedError } from '../base/errors';
import type { Event } from '../base/events';
import { Emitter } from '../base/events';
import type { Capabilities } from './capabilities';
import type { Connection, ManagedConnection } from './connection';
import type { ConnectionProfile } from './profile';
import { RedisConnection } from './redisConnection';

/** Where profiles are kept. No secret ever gets here. */
export interface ProfileStore {
  /** As they are kept now: other windows write there too. */
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
  /** Closes the connection and takes the profile off the list; nothing that is kept is touched. */
  withdraw(profileId: string): void;
  /** Resolves with the connection when it is ready, and makes it the active one. Rejects with a `CodedError`. */
  connect(profileId: string): Promise<Connection>;
  /**
   * Connects as `profile` says, with `password` or the one that is kept for it, and lets go again; nothing is kept. Answers
   * what the server is; rejects with the `CodedError` that says why not.
   */
  tryOut(profile: ConnectionProfile, password?: string): Promise<Capabilities | undefined>;
  /** Closes the connection; nothing is tried again. */
  disconnect(profileId: string): Promise<void>;
}

export interface ConnectionManagerOptions {
  readonly profiles: ProfileStore;
  readonly secrets: SecretStore;
  readonly clock?: Clock;
  /** For tests; `password` is asked at each try. */
  readonly createConnection?: (
    profile: ConnectionProfile,
    password: () => Promise<string | undefined>,
  ) => ManagedConnection;
}

/** A manager over these stores. It opens nothing by itself. */
export function createConnectionManager(options: ConnectionManagerOptions): ConnectionManager {
  return new ProfileConnections(options);
}

interface Opened {
  readonly connection: ManagedConnection;
  readonly subscriptions: DisposableStore;
}

class ProfileConnections implements ConnectionManager {
  private known: readonly ConnectionProfile[];
  private readonly opened = new Map<string, Opened>();
  private readonly changed = new Emitter<void>();
  private activeId: string | undefined;
  private disposed = false;

  constructor(private readonly options: ConnectionManagerOptions) {
    this.known = options.profiles.load();
  }

  get profiles(): readonly ConnectionProfile[] {
    return this.known;
  }

  get active(): Connection | undefined {
    return this.activeId === undefined ? undefined : this.get(this.activeId);
  }

  get onDidChange(): ConnectionManager['onDidChange'] {
    return this.changed.event;
  }

  get(profileId: string): Connection | undefined {
    return this.opened.get(profileId)?.connection;
  }

  async save(profile: ConnectionProfile, password?: string): Promise<void> {
    // The password first, so that the profile is never there without the password it was given with.
    if (password !== undefined) await this.options.secrets.set(profile.id, password);
    this.known = withProfile(this.known, profile);
    this.drop(profile.id);
    this.changed.fire();
    // Only this one changes in what is kept: another window may have changed the others.
    await this.options.profiles.save(withProfile(this.options.profiles.load(), profile));
  }

  async remove(profileId: string): Promise<void> {
    this.withdraw(profileId);
    await this.options.secrets.delete(profileId);
    await this.options.profiles.save(without(this.options.profiles.load(), profileId));
  }

  withdraw(profileId: string): void {
    this.drop(profileId);
    if (this.activeId === profileId) this.activeId = undefined;
    this.known = without(this.known, profileId);
    this.changed.fire();
  }

  async connect(profileId: string): Promise<Connection> {
    const { connection } = this.open(profileId);
    await connection.connect();
    if (this.get(profileId) !== connection) throw gone(connection.profile.name);
    if (this.activeId !== profileId) {
      this.activeId = profileId;
      this.changed.fire();
    }
    return connection;
  }

  async tryOut(profile: ConnectionProfile, password?: string): Promise<Capabilities | undefined> {
    const connection = this.create(profile, password);
    try {
      await connection.connect();
      return connection.capabilities;
    } finally {
      connection.dispose();
    }
  }

  disconnect(profileId: string): Promise<void> {
    this.opened.get(profileId)?.connection.disconnect();
    if (this.activeId === profileId) {
      this.activeId = undefined;
      this.changed.fire();
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.disposed = true;
    for (const id of [...this.opened.keys()]) this.drop(id);
    this.activeId = undefined;
    this.changed.dispose();
  }

  private open(profileId: string): Opened {
    const present = this.opened.get(profileId);
    if (present) return present;
    const profile = this.known.find(({ id }) => id === profileId);
    if (!profile || this.disposed) throw gone(profileId);
    const connection = this.create(profile);
    const subscriptions = new DisposableStore();
    subscriptions.add(
      connection.onDidChangeState(() => {
        this.changed.fire();
      }),
    );
    const opened = { connection, subscriptions };
    this.opened.set(profileId, opened);
    return opened;
  }

  private create(profile: ConnectionProfile, given?: string): ManagedConnection {
    const { secrets, clock, createConnection } = this.options;
    const password = async (): Promise<string | undefined> => given ?? (await secrets.get(profile.id));
    return createConnection?.(profile, password) ?? new RedisConnection({ profile, password, ...(clock && { clock }) });
  }

  private drop(profileId: string): void {
    const opened = this.opened.get(profileId);
    if (!opened) return;
    this.opened.delete(profileId);
    opened.connection.dispose();
    opened.subscriptions.dispose();
  }
}

function withProfile(all: readonly ConnectionProfile[], profile: ConnectionProfile): readonly ConnectionProfile[] {
  const at = all.findIndex(({ id }) => id === profile.id);
  return at < 0 ? [...all, profile] : all.with(at, profile);
}

function without(all: readonly ConnectionProfile[], profileId: string): readonly ConnectionProfile[] {
  return all.filter(({ id }) => id !== profileId);
}

function gone(name: string): CodedError {
  return new CodedError('NOT_FOUND', `There is no connection "${name}" any more. Add it again, or choose another one.`);
}
