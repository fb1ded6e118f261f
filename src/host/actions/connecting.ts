import { CodedError } from '../../core/base/errors';
import type { Connection } from '../../core/redis/connection';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { ConnectionProfile } from '../../core/redis/profile';
import { describeAddress } from '../../core/redis/profile';
import { stateWord } from '../ui/connectionWords';
import { askChoice, askText } from '../ui/inputs';
import { withProgress } from '../ui/progress';
import { fillConnectionForm } from './connectionForm';

/** Connecting as a person does it: with progress, and with questions where something is missing. */
export class Connecting {
  private readonly failures = new WeakMap<Error, string>();

  constructor(private readonly connections: ConnectionManager) {}

  profileOf(connectionId: string): ConnectionProfile {
    const profile = this.connections.profiles.find(({ id }) => id === connectionId);
    if (!profile)
      throw new CodedError('NOT_FOUND', 'This connection was removed. Add it again, or choose another one.');
    return profile;
  }

  /** Connects and makes it the active one. */
  async connect(connectionId: string): Promise<Connection> {
    const { name } = this.profileOf(connectionId);
    try {
      return await withProgress(`Connecting to ${name}`, () => this.connections.connect(connectionId));
    } catch (error) {
      if (error instanceof Error) this.failures.set(error, connectionId);
      throw error;
    }
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
    const { profile, password } = await fillConnectionForm();
    await this.connections.save(profile, password);
    return profile.id;
  }

  async edit(connectionId: string): Promise<void> {
    const { profile, password } = await fillConnectionForm(this.profileOf(connectionId));
    await this.connections.save(profile, password);
  }

  async enterPassword(connectionId: string): Promise<void> {
    const profile = this.profileOf(connectionId);
    const password = await askText({
      title: `Password of ${profile.name}`,
      prompt: "It is kept in VS Code's secret store only.",
      secret: true,
      validate: (text) => (text === '' ? 'Enter the password.' : undefined),
    });
    await this.connections.save(profile, password);
  }
}
