import { randomUUID } from 'node:crypto';
import { abortable, abortError } from '../../core/base/abort';
import { CodedError } from '../../core/base/errors';
import { describeFound } from '../../core/redis/capabilities';
import type { Connection } from '../../core/redis/connection';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import { environmentOf, isOnThisMachine } from '../../core/redis/foundConnection';
import type { ConnectionProfile } from '../../core/redis/profile';
import { describeAddress } from '../../core/redis/profile';
import { stateWord } from '../ui/connectionWords';
import { askChoice, askText } from '../ui/inputs';
import { withProgress } from '../ui/progress';
import type { Passwords } from '../storage/secretStore';
import type { Care, FilledForm } from './connectionForm';
import { askCare, fillConnectionForm } from './connectionForm';
import { findInWorkspace } from './workspaceConnections';

/** Connecting as a person does it: with progress, and with questions where something is missing. */
export class Connecting {
  private readonly failures = new WeakMap<Error, string>();

  constructor(
    private readonly connections: ConnectionManager,
    private readonly passwords: Passwords,
  ) {}

  profileOf(connectionId: string): ConnectionProfile {
    const profile = this.connections.profiles.find(({ id }) => id === connectionId);
    if (!profile)
      throw new CodedError('NOT_FOUND', 'This connection was removed. Add it again, or choose another one.');
    return profile;
  }

  /** Connects and makes it the active one; ends in an abort error, disconnected, when that is cancelled. */
  async connect(connectionId: string): Promise<Connection> {
    const profile = this.profileOf(connectionId);
    const { name } = profile;
    if (profile.asksPassword && !this.passwords.isHeld(connectionId)) await this.holdPassword(profile);
    try {
      return await withProgress(`Connecting to ${name}`, (signal) => this.connectUnless(connectionId, signal));
    } catch (error) {
      // A wrong one is not tried again: the next time asks anew.
      if (profile.asksPassword) this.passwords.letGo(connectionId);
      // Somebody let go of it while it was tried, and has to be told nothing.
      if (this.connections.get(connectionId)?.state.kind === 'disconnected') throw abortError();
      if (error instanceof Error) this.failures.set(error, connectionId);
      throw error;
    }
  }

  private connectUnless(connectionId: string, signal: AbortSignal): Promise<Connection> {
    signal.addEventListener('abort', () => void this.connections.disconnect(connectionId), { once: true });
    return abortable(this.connections.connect(connectionId), signal);
  }

  /** The connection whose connecting failed with `error`: remedies act on it. */
  failedOn(error: unknown): string | undefined {
    return error instanceof Error ? this.failures.get(error) : undefined;
  }

  /** The active connection; without one a person chooses, or adds the first. */
  async required(): Promise<Connection> {
    const { active } = this.connections;
    if (active?.state.kind === 'ready') return active;
    return this.connect(active?.profile.id ?? (await this.choose('Choose a connection')));
  }

  /**
   * The connection that something shown belongs to, whichever is the active one by now; without an id, `required`. Throws
   * `NOT_CONNECTED` when it is closed: its keys are not to be looked for on another server.
   */
  async of(connectionId: string | undefined): Promise<Connection> {
    if (connectionId === undefined) return this.required();
    const connection = this.connections.get(connectionId);
    if (connection?.state.kind === 'ready') return connection;
    const { name } = this.profileOf(connectionId);
    throw new CodedError(
      'NOT_CONNECTED',
      `Nothing was done: "${name}", which this is from, is not connected. Connect to it first.`,
    );
  }

  /** Asks which connection; the only one is taken without a question, and where there is none one is added. */
  async choose(placeholder: string, among = this.connections.profiles): Promise<string> {
    const [first, ...others] = among;
    if (!first) return this.add();
    return others.length === 0 ? first.id : this.pick(placeholder, among);
  }

  pick(placeholder: string, among = this.connections.profiles): Promise<string> {
    return askChoice(
      { title: 'Redis Patterns: Connections', placeholder },
      among.map((profile) => ({
        label: profile.name,
        description: describeAddress(profile),
        detail: `${profile.environment}, ${stateWord(this.connections.get(profile.id)?.state)}`,
        value: profile.id,
      })),
    );
  }

  /** Asks for a new connection and keeps it; answers its id. */
  async add(): Promise<string> {
    const filled = await fillConnectionForm((form) => this.tryOut(form));
    await this.keep(filled);
    return filled.profile.id;
  }

  /** Offers what .env and compose files of the workspace name, and keeps the one that is chosen; answers its id. */
  async discover(): Promise<string> {
    const found = await withProgress('Looking for connections in the workspace', findInWorkspace);
    if (found.length === 0) {
      throw new CodedError(
        'NOT_FOUND',
        'No .env or compose file of this workspace names a Redis with an address. Add a connection by its URL instead.',
      );
    }
    const { title, profile, password, source } = await askChoice(
      { title: 'Redis Patterns: Connections', placeholder: 'Found in this workspace; choose one to keep and connect' },
      found.map((connection) => ({
        label: connection.title,
        description: `${connection.source.file}:${String(connection.source.line)}`,
        value: connection,
      })),
    );
    const id = randomUUID();
    const name = title.split(' · ')[0] ?? title;
    const environment = environmentOf(source.file);
    // Nobody marks a server that others work on by accident: only what is plainly one's own is not asked about.
    const care: Care =
      environment === undefined && isOnThisMachine(profile)
        ? { environment: 'development', readOnly: false }
        : await askCare(`Keep ${name}`, environment ?? 'development');
    await this.connections.save({ ...profile, id, name, ...care }, password);
    return id;
  }

  async edit(connectionId: string): Promise<void> {
    await this.keep(await fillConnectionForm((form) => this.tryOut(form), this.profileOf(connectionId)));
  }

  /** Closes the connection; a password that is asked for each time is forgotten. */
  async disconnect(connectionId: string): Promise<void> {
    this.passwords.letGo(connectionId);
    await this.connections.disconnect(connectionId);
  }

  async enterPassword(connectionId: string): Promise<void> {
    const profile = this.profileOf(connectionId);
    if (profile.asksPassword) await this.holdPassword(profile);
    else await this.replacePassword(profile, await askPassword(profile));
  }

  /** An empty one takes away what was kept: a server may ask for none any more. */
  private async replacePassword(profile: ConnectionProfile, password: string): Promise<void> {
    if (password === '') await this.passwords.delete(profile.id);
    await this.connections.save(profile, password === '' ? undefined : password);
  }

  private async holdPassword(profile: ConnectionProfile): Promise<void> {
    this.passwords.hold(profile.id, await askPassword(profile));
  }

  private async keep({ profile, password }: FilledForm): Promise<void> {
    if (!profile.asksPassword) {
      await this.connections.save(profile, password);
      return;
    }
    // What was kept before it was to be asked for goes.
    await this.passwords.delete(profile.id);
    if (password !== undefined) this.passwords.hold(profile.id, password);
    await this.connections.save(profile);
  }

  private async tryOut({ profile, password }: FilledForm): Promise<string> {
    const capabilities = await this.connections.tryOut(profile, password);
    return capabilities ? `Connected: ${describeFound(capabilities)}` : 'Connected.';
  }
}

function askPassword({ name, asksPassword }: ConnectionProfile): Promise<string> {
  return askText({
    title: `Password of ${name}`,
    secret: true,
    ...(asksPassword
      ? { prompt: 'It is kept nowhere.', validate: (text) => (text === '' ? 'Enter the password.' : undefined) }
      : { prompt: "It is kept in VS Code's secret store only; empty removes the one that is kept." }),
  });
}
