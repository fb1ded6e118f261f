import { cutOnAbort, forMany } from '../base/abort';
import { systemClock } from '../base/clock';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposables';
import type { CodedError, ErrorCode } from '../base/errors';
import { toCodedError } from '../base/errors';
import { Emitter } from '../base/events';
import { systemRandom } from '../base/random';
import type { Random } from '../base/random';
import { backoffMs } from './backoff';
import type { Capabilities } from './capabilities';
import type { OpenClient } from './clientFactory';
import { clientFactory } from './clientFactory';
import { keySlot } from './cluster/keySlot';
import { handleOf, nodeHandles, refreshLayout } from './cluster/nodeHandles';
import type { ManagedConnection, NodeHandle, ScopeOptions } from './connection';
import { connectionLost, notConnected } from './connectionErrors';
import type { ConnectionState } from './connectionState';
import { Dispatcher } from './dispatcher';
import type { Executor, SendOptions } from './executor';
import type { OpenLink } from './openLink';
import { readyToUse } from './openLink';
import type { ConnectionProfile } from './profile';
import type { Command, CommandArg, Reply, ReplyError } from './reply';
import { checkOwnLink } from './sessionCommands';
import { checkSideCommand } from './sideCommands';
import type { SideLink } from './sideLink';
import { SideLinks } from './sideLinks';

export interface RedisConnectionOptions {
  readonly profile: ConnectionProfile;
  /** Asked at each try, so that a password entered again is used. */
  readonly password?: () => Promise<string | undefined>;
  /** Of the sentinels, where they have one of their own. */
  readonly sentinelPassword?: string | undefined;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Milliseconds until an unanswered connect is given up; 5 s unless given. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds until an unanswered command is given up; 10 s unless given. */
  readonly commandTimeoutMs?: number;
  readonly openClient?: OpenClient;
}

const CONNECT_TIMEOUT_MS = 5000;

/** What trying again cannot cure: someone has to change the password, the user or the database first. */
const FINAL = new Set<ErrorCode>([
  'WRONG_PASSWORD',
  'AUTH_REQUIRED',
  'SENTINEL_AUTH',
  'NO_PERMISSION',
  'DATABASE_OUT_OF_RANGE',
  'NOT_AVAILABLE',
]);

/**
 * A connection's life: disconnected → connecting → ready, and from there, when the link is lost, reconnecting until it is
 * ready again. The first connect is tried once and then `failed`, because a typing error is not cured by trying; a
 * connection that worked is tried again for as long as it is not disconnected.
 */
export class RedisConnection implements ManagedConnection {
  readonly profile: ConnectionProfile;
  private current: ConnectionState = { kind: 'disconnected' };
  private readonly changed = new Emitter<ConnectionState>();
  private readonly dispatcher: Dispatcher;
  private readonly whole: Executor;
  private readonly sides: SideLinks;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly openClient: OpenClient;
  private readonly commandTimeoutMs: number;
  private link: OpenLink | undefined;
  private known: Capabilities | undefined;
  private readyCount = 0;
  private opening: Promise<void> | undefined;
  private retry: Disposable | undefined;
  /** Aborts, and another takes its place, when a try under way stops being wanted. */
  private wanted = new AbortController();
  private disposed = false;

  constructor(private readonly options: RedisConnectionOptions) {
    this.profile = options.profile;
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? systemRandom;
    this.openClient = options.openClient ?? clientFactory(this.clock);
    this.commandTimeoutMs = options.commandTimeoutMs ?? 10_000;
    this.dispatcher = new Dispatcher({
      clock: this.clock,
      timeoutMs: this.commandTimeoutMs,
      link: () => this.readyLink(),
      lost: (cause) => this.lostError(cause),
      onStalled: (link) => {
        this.drop(link, new Error('nothing was answered any more'));
      },
      ...(this.profile.topology.kind === 'sentinel' && {
        // The primary was demoted and its sentinel has not cut the link yet: who is primary now is asked again.
        onReplica: (link) => {
          this.drop(link, new Error('the server became a replica'));
        },
      }),
    });
    this.whole = this.dispatcher.executor({});
    const { connectTimeoutMs = CONNECT_TIMEOUT_MS, password } = options;
    this.sides = new SideLinks({
      ...{ profile: this.profile, clock: this.clock, recorder: this.dispatcher.recorder, connectTimeoutMs },
      ...{ commandTimeoutMs: this.commandTimeoutMs, lost: (cause) => this.lostError(cause) },
      ...(password && { password }),
    });
  }

  get state(): ConnectionState {
    return this.current;
  }

  get epoch(): number {
    return this.readyCount;
  }

  get capabilities(): Capabilities | undefined {
    return this.known;
  }

  get onDidChangeState(): ManagedConnection['onDidChangeState'] {
    return this.changed.event;
  }

  get onDidTrace(): ManagedConnection['onDidTrace'] {
    return this.dispatcher.traced.event;
  }

  send(command: Command, options?: SendOptions): Promise<Reply> {
    return this.whole.send(command, options);
  }

  pipeline(commands: readonly Command[], options?: SendOptions): Promise<(Reply | ReplyError)[]> {
    return this.whole.pipeline(commands, options);
  }

  scope(options: ScopeOptions): Executor {
    return this.dispatcher.executor(options);
  }

  nodes(): readonly NodeHandle[] {
    return nodeHandles(this.readyLink(), this.profile, this.nodeExecutor);
  }

  async refreshNodes(): Promise<readonly NodeHandle[]> {
    await refreshLayout(this.readyLink()).catch((error: unknown) => Promise.reject(this.lostError(error)));
    return this.nodes();
  }

  slotOf(key: CommandArg): number | undefined {
    return this.profile.topology.kind === 'cluster' ? keySlot(key) : undefined;
  }

  nodeOf(key: CommandArg): NodeHandle | undefined {
    return handleOf(key, this.readyLink(), this.profile, this.nodeExecutor);
  }

  openSideLink(nodeId: string, channels?: string): Promise<SideLink> {
    const check = (commands: readonly Command[]): void => {
      for (const command of commands) checkSideCommand(command, channels);
    };
    return this.sides.open(nodeId, this.readyLink(), { check, scope: {} });
  }

  openOwnLink(nodeId: string, scope: ScopeOptions): Promise<SideLink> {
    const link = this.readyLink();
    const check = (commands: readonly Command[]): void => {
      checkOwnLink(commands);
      for (const command of commands) link.guard.check(command, scope.writePrefix);
    };
    return this.sides.open(nodeId, link, { check, scope });
  }

  connect(): Promise<void> {
    if (this.disposed) return Promise.reject(this.notConnected());
    if (this.link) return Promise.resolve();
    if (this.opening) return this.opening;
    const mine = this.wanted;
    // The try begins a moment later than it is known, so that whoever hears of it and asks to connect joins this one.
    const opening = Promise.resolve()
      .then(() => this.open(mine))
      .finally(() => {
        if (this.opening === opening) this.opening = undefined;
      });
    this.opening = opening;
    this.announceTry();
    return opening;
  }

  disconnect(): void {
    if (this.current.kind === 'disconnected') return;
    this.letGo();
    this.setState({ kind: 'disconnected' });
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.disconnect();
    this.changed.dispose();
    this.dispatcher.traced.dispose();
  }

  private readonly nodeExecutor = (nodeId?: string): Executor => this.dispatcher.executor({}, nodeId);

  private letGo(): void {
    this.wanted.abort();
    this.wanted = new AbortController();
    this.retry?.dispose();
    this.opening = undefined;
    const { link } = this;
    this.link = undefined;
    this.sides.closeAll();
    link?.client.close();
  }

  private announceTry(): void {
    this.retry?.dispose();
    if (this.current.kind === 'reconnecting') this.setState({ ...this.current, retryAt: this.clock.now() });
    else this.setState({ kind: 'connecting' });
  }

  private async open(mine: AbortController): Promise<void> {
    let link: OpenLink;
    try {
      link = await this.openLink(forMany(mine.signal));
    } catch (error) {
      const cause = toCodedError(error);
      if (this.wanted === mine) this.onOpenFailed(cause);
      throw this.wanted === mine ? cause : this.notConnected();
    }
    if (this.wanted !== mine) {
      link.client.close();
      throw this.notConnected();
    }
    this.onOpened(link);
  }

  private async openLink(signal: AbortSignal): Promise<OpenLink> {
    const password = await this.options.password?.();
    const { connectTimeoutMs: timeoutMs = CONNECT_TIMEOUT_MS, sentinelPassword } = this.options;
    const client = await this.openClient(this.profile, { password, sentinelPassword, timeoutMs, signal });
    return cutOnAbort(
      signal,
      () => client.close(),
      () => readyToUse(client, this.profile, this.commandTimeoutMs, this.clock),
    );
  }

  private onOpened(link: OpenLink): void {
    this.link = link;
    this.known = link.capabilities;
    this.readyCount += 1;
    link.client.onClose((cause) => {
      this.onLost(link, cause);
    });
    this.setState({ kind: 'ready' });
  }

  private onOpenFailed(cause: CodedError): void {
    if (this.current.kind !== 'reconnecting' || FINAL.has(cause.code)) {
      this.setState({ kind: 'failed', cause });
      return;
    }
    this.scheduleRetry(this.current.attempt + 1, cause);
  }

  private drop(link: Pick<OpenLink, 'client'>, reason: Error): void {
    this.onLost(link, reason);
    link.client.close();
  }

  private onLost(link: Pick<OpenLink, 'client'>, cause: unknown): void {
    if (this.link !== link) return;
    this.link = undefined;
    this.sides.closeAll();
    this.scheduleRetry(1, this.lostError(cause));
  }

  private scheduleRetry(attempt: number, cause: CodedError): void {
    const delay = backoffMs(attempt, this.random);
    this.retry = this.clock.after(delay, () => {
      // How it ends is told by the state.
      this.connect().catch(() => undefined);
    });
    this.setState({ kind: 'reconnecting', attempt, retryAt: this.clock.now() + delay, cause });
  }

  private setState(state: ConnectionState): void {
    this.current = state;
    this.changed.fire(state);
  }

  private readyLink(): OpenLink {
    if (this.link) return this.link;
    throw this.notConnected();
  }

  private notConnected(): CodedError {
    return notConnected(this.profile, this.current);
  }

  private lostError(cause: unknown): CodedError {
    return connectionLost(this.profile, cause);
  }
}
