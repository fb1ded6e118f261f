import { isAbortError } from '../../core/base/abort';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import { CodedError, toCodedError } from '../../core/base/errors';
import type { Block } from '../../core/patterns/blocks';
import type { AnyPattern } from '../../core/patterns/contract';
import type { PatternSession, PatternSessions } from '../../core/patterns/session';
import type { Connection } from '../../core/redis/connection';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { LabConnection, LabContract, LabLive, LabSnippet, LabTraceEntry } from '../../protocol/lab';
import { KEY_LIMIT } from '../../protocol/lab';
import type { RpcHost } from '../../protocol/rpc';
import { Batch } from './batch';
import { labConnection, labKey, labPattern, labState, labTrace } from './labMessages';
import { Poller } from './poller';

/** Gentle for the server (a handful of reads per lab), and an outside change still shows within half a second. */
const POLL_MS = 400;
/** Up to two hundred keys, whose times to live tick without being read: more of a load, and less to see. */
const KEYS_MS = 2000;
/** At once, as one feels it. */
const STATE_MS = 40;

export interface LabControllerOptions {
  readonly pattern: AnyPattern;
  readonly connectionId: string;
  readonly connections: ConnectionManager;
  readonly sessions: PatternSessions;
  readonly snippets: readonly LabSnippet[];
}

type LoadResult = LabContract['requests']['load']['result'];

/**
 * What a lab shows, kept true: it follows its connection through loss, reconnect and editing, and the pattern's session
 * on it, and reads the live view while someone looks.
 */
export class LabController implements Disposable {
  private readonly store = new DisposableStore();
  private subscriptions = new DisposableStore();
  private readonly trace: Batch<LabTraceEntry>;
  private readonly poller: Poller;
  private readonly keyPoller: Poller;
  private connection: Connection | undefined;
  private current: PatternSession | undefined;
  private live: LabLive | undefined;
  private visible = false;
  private rpc: RpcHost<LabContract> | undefined;
  private statePush: NodeJS.Timeout | undefined;

  constructor(private readonly options: LabControllerOptions) {
    this.trace = this.store.add(new Batch((entries) => this.rpc?.push('trace', entries)));
    this.poller = this.store.add(new Poller((signal) => this.readLive(signal), POLL_MS));
    this.keyPoller = this.store.add(new Poller((signal) => this.readKeys(signal), KEYS_MS));
    this.store.add(
      options.connections.onDidChange(() => {
        this.follow();
      }),
    );
    this.follow();
  }

  /** The session that the lab's buttons act on. Throws when there is no connection. */
  get session(): PatternSession {
    if (!this.current)
      throw new CodedError('NOT_CONNECTED', 'This lab is not connected. Connect to see and run the pattern.');
    return this.current;
  }

  /** The session that is shown; undefined while the lab is not connected. */
  get shown(): PatternSession | undefined {
    return this.current;
  }

  /** Where pushes go. */
  bind(rpc: RpcHost<LabContract>): void {
    this.rpc = rpc;
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    this.followPolling();
  }

  load(): LoadResult {
    const { pattern, snippets } = this.options;
    this.trace.clear();
    const variants = this.current?.variants() ?? pattern.variants.map(({ id, title }) => ({ id, title }));
    const trace = this.current?.trace.map(labTrace) ?? [];
    return {
      pattern: labPattern(pattern, variants, snippets),
      connection: this.connectionMessage(),
      state: labState(pattern, this.current),
      trace,
      ...(this.live && { live: this.live }),
    };
  }

  dispose(): void {
    clearTimeout(this.statePush);
    this.subscriptions.dispose();
    this.store.dispose();
  }

  /** The profile may have been edited (then there is a new connection), connected for the first time, or removed. */
  private follow(): void {
    const { connections, sessions, pattern, connectionId } = this.options;
    const connection = connections.get(connectionId);
    if (connection !== this.connection) {
      this.subscriptions.dispose();
      this.subscriptions = new DisposableStore();
      this.connection = connection;
      this.current = connection && sessions.get(pattern, connection);
      if (this.current) this.listen(this.current);
      this.pushState();
    }
    this.rpc?.push('connection', this.connectionMessage());
    this.followPolling();
  }

  private listen(session: PatternSession): void {
    let busy = session.state.activity !== undefined;
    let { parameters } = session.state;
    this.subscriptions.add(
      session.onDidChangeState(({ activity, parameters: now }) => {
        const ended = busy && !activity;
        // Before any live view can show what is being made: a button that would be refused must not look ready.
        if (busy === (activity !== undefined)) this.pushStateSoon();
        else this.pushState();
        busy = activity !== undefined;
        // What is searched for, say: one who types does not wait for the next turn.
        if (ended || parameters !== now) this.poller.now();
        if (ended) this.keyPoller.now();
        parameters = now;
      }),
    );
    this.subscriptions.add(
      session.onDidTrace((traced) => {
        this.trace.add(labTrace(traced));
      }),
    );
  }

  /** The latest of many: progress and traffic change it more often than one can see. */
  private pushStateSoon(): void {
    this.statePush ??= setTimeout(() => {
      this.pushState();
    }, STATE_MS);
  }

  private pushState(): void {
    clearTimeout(this.statePush);
    this.statePush = undefined;
    this.rpc?.push('state', labState(this.options.pattern, this.current));
  }

  private connectionMessage(): LabConnection {
    const { connections, connectionId } = this.options;
    const profile = connections.profiles.find(({ id }) => id === connectionId);
    return labConnection(connectionId, profile, this.connection);
  }

  private followPolling(): void {
    this.poller.active = this.keyPoller.active = this.visible && this.connection?.state.kind === 'ready';
  }

  private async readLive(signal: AbortSignal): Promise<void> {
    const session = this.current;
    if (!session) return;
    const blocks = await this.readBlocks(session, signal);
    if (signal.aborted || session !== this.current) return;
    this.show({ blocks, keys: this.live?.keys ?? [], readAt: Date.now() });
  }

  /** Apart from the view, which does not wait for them. */
  private async readKeys(signal: AbortSignal): Promise<void> {
    const session = this.current;
    if (!session) return;
    const keys = await session.keys(KEY_LIMIT, signal);
    if (signal.aborted || session !== this.current) return;
    const readAt = Date.now();
    this.show({ blocks: this.live?.blocks ?? [], keys: keys.map((info) => labKey(info, readAt)), readAt });
  }

  private show(live: LabLive): void {
    this.live = live;
    this.rpc?.push('live', live);
  }

  /** A key of another type in the demo's place, say, is no reason for an empty lab: the reason stands where the view would. */
  private async readBlocks(session: PatternSession, signal: AbortSignal): Promise<readonly Block[]> {
    try {
      return await session.view(signal);
    } catch (error) {
      if (isAbortError(error)) throw error;
      // Half of the keys may be made or deleted by now; it is read again when that has ended.
      const { activity } = session.state;
      if (activity && activity.kind !== 'live') return this.live?.blocks ?? [];
      return [{ kind: 'note', text: toCodedError(error).message }];
    }
  }
}
