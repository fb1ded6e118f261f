import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import { CodedError, toCodedError } from '../../core/base/errors';
import { isAbortError } from '../../core/base/abort';
import type { KeyInfo } from '../../core/keyspace/keyTypes';
import { readKeyValue } from '../../core/keyspace/readKeyValue';
import type { KeyWatchers } from '../../core/keyspace/watch/keyWatchers';
import type { WatchWay } from '../../core/keyspace/watch/way';
import { hasFeature } from '../../core/redis/capabilities';
import type { Connection } from '../../core/redis/connection';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { Executor } from '../../core/redis/executor';
import type { ConnectionProfile } from '../../core/redis/profile';
import { encodeBytes } from '../../protocol/bytes';
import type {
  InspectorContent,
  InspectorContract,
  InspectorHeader,
  InspectorOpening,
  InspectorView,
} from '../../protocol/inspector';
import type { RpcHost } from '../../protocol/rpc';
import { markWords, problemOf } from '../ui/connectionWords';
import type { KeyPlace } from './inspectorMessages';
import { inspectorContent, inspectorView } from './inspectorMessages';
import { LiveRead } from './liveRead';

/** A key that was to expire this soon has expired, not been deleted: reading it took time. */
const EXPIRY_SLACK_MS = 200;

type Gone = Extract<InspectorView, { kind: 'gone' }>;

/** One key of one connection, read again while someone looks at it. */
export class InspectorController implements Disposable {
  private readonly store = new DisposableStore();
  private readonly live: LiveRead;
  private way: WatchWay | undefined;
  private rpc: RpcHost<InspectorContract> | undefined;
  private shown: InspectorView | undefined;
  /** What was last known of the key itself. */
  private last: Exclude<InspectorView, { kind: 'problem' }> | undefined;
  private expected: KeyInfo | undefined;
  private visible = false;
  /** The name means another key in another database, should the connection come to use one. */
  private readonly database: number | undefined;

  constructor(
    private readonly connections: ConnectionManager,
    private readonly connectionId: string,
    private readonly key: Buffer,
    watchers: KeyWatchers,
  ) {
    this.database = this.profile()?.database;
    this.live = this.store.add(
      new LiveRead({
        key,
        watcher: () => {
          const connection = connections.get(connectionId);
          return connection && watchers.of(connection);
        },
        read: (signal, changed) => this.readAgain(signal, changed),
        onWay: (way) => {
          this.way = way;
          this.rpc?.push('header', this.header());
        },
      }),
    );
    this.store.add(
      connections.onDidChange(() => {
        this.rpc?.push('header', this.header());
        this.followState();
      }),
    );
  }

  bind(rpc: RpcHost<InspectorContract>): void {
    this.rpc = rpc;
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    this.followState();
  }

  async load(signal: AbortSignal): Promise<Pick<InspectorOpening, 'header' | 'view'>> {
    this.shown = await this.read(signal);
    return { header: this.header(), view: this.shown };
  }

  /** The page that `next` names. */
  async more(next: string, signal: AbortSignal): Promise<InspectorContent> {
    const connection = this.connection();
    const value = await readKeyValue(connection, this.key, { next, signal, fieldTtl: hasFieldTtl(connection) });
    if (!value) throw new CodedError('NOT_FOUND', 'The key is not there any more.');
    return inspectorContent(value.content);
  }

  /** What reads the parts of the value that a view asks for by itself. Throws `NOT_CONNECTED` when there is none. */
  executor(): Executor {
    return this.connection();
  }

  /** What changes the key. Throws `NOT_CONNECTED` when there is none. */
  target(): Connection {
    return this.connection();
  }

  refresh(): void {
    this.shown = undefined;
    this.live.now();
  }

  dispose(): void {
    this.store.dispose();
  }

  private connection(): Connection {
    const connection = this.connections.get(this.connectionId);
    if (!connection)
      throw new CodedError('NOT_CONNECTED', 'This key is on a connection that is not open. Connect to read it.');
    const { name, database } = connection.profile;
    if (this.database !== undefined && database !== this.database) {
      const text = `This key is in db${String(this.database)}, and "${name}" uses db${String(database)} now. Use db${String(this.database)} again, or open the key anew.`;
      throw new CodedError('NOT_AVAILABLE', text);
    }
    return connection;
  }

  private profile(): ConnectionProfile | undefined {
    return this.connections.profiles.find(({ id }) => id === this.connectionId);
  }

  private header(): InspectorHeader {
    const profile = this.profile();
    const connection = this.connections.get(this.connectionId);
    const state = connection?.state;
    const problem = problemOf(state);
    return {
      key: encodeBytes(this.key),
      connection: {
        name: profile?.name ?? 'removed connection',
        environment: profile?.environment ?? 'development',
        state: state?.kind ?? 'disconnected',
        ...(profile?.readOnly === true && { readOnly: true }),
        ...(profile && { marks: markWords(profile) }),
        ...(problem && { problem: problem.message }),
      },
      ...(connection && hasFieldTtl(connection) && { fieldTtl: true }),
      ...(this.way && { live: this.way }),
    };
  }

  private followState(): void {
    this.live.active = this.visible && this.connections.get(this.connectionId)?.state.kind === 'ready';
  }

  /** Answers when the key expires, as wall time. */
  private async readAgain(signal: AbortSignal, changed: boolean): Promise<number | undefined> {
    const view = await this.read(signal);
    if (!signal.aborted && (!isSame(this.shown, view) || (changed && isBeginning(view)))) {
      this.shown = view;
      this.rpc?.push('view', view);
    }
    if (view.kind !== 'value' || view.info.ttlMs === undefined) return undefined;
    return view.info.readAt + view.info.ttlMs;
  }

  private async read(signal: AbortSignal): Promise<InspectorView> {
    try {
      const connection = this.connection();
      const value = await readKeyValue(connection, this.key, {
        ...{ signal, fieldTtl: hasFieldTtl(connection) },
        ...(this.expected && { expected: this.expected }),
      });
      this.expected = value?.info;
      this.last = value ? inspectorView(value, placeOf(connection, this.key), Date.now()) : this.gone();
      return this.last;
    } catch (error) {
      if (isAbortError(error)) throw error;
      const { code, message } = toCodedError(error);
      return { kind: 'problem', code, message };
    }
  }

  private gone(): Gone {
    const { last } = this;
    if (last?.kind === 'gone') return last;
    const now = Date.now();
    if (!last) return { kind: 'gone', reason: 'missing', at: now };
    const { ttlMs, readAt } = last.info;
    const end = ttlMs === undefined ? Infinity : readAt + ttlMs;
    return end <= now + EXPIRY_SLACK_MS
      ? { kind: 'gone', reason: 'expired', at: Math.min(end, now) }
      : { kind: 'gone', reason: 'deleted', at: now };
  }
}

/** Whether the server lets single fields of a hash expire. */
function hasFieldTtl({ capabilities }: Connection): boolean {
  return capabilities !== undefined && hasFeature(capabilities, 'hashFieldTtl');
}

/** Nothing where there are no slots. */
function placeOf(connection: Connection, key: Buffer): KeyPlace {
  const slot = connection.slotOf(key);
  if (slot === undefined || connection.state.kind !== 'ready') return {};
  const node = connection.nodeOf(key)?.address;
  return { slot, ...(node !== undefined && { node }) };
}

/** Whether there is more of the value than the view brings: a change may lie in what was read of it since. */
function isBeginning(view: InspectorView): boolean {
  if (view.kind !== 'value') return false;
  const { content } = view;
  if (content.kind === 'json') return content.text === undefined;
  return 'next' in content || 'after' in content;
}

/** Whether painting `b` over `a` would change anything but clocks that tick by themselves. */
function isSame(a: InspectorView | undefined, b: InspectorView): boolean {
  return a !== undefined && JSON.stringify(withoutClocks(a)) === JSON.stringify(withoutClocks(b));
}

/** The expiry in whole seconds stays the same while a TTL ticks; idle time starts anew at each reading. */
function withoutClocks(view: InspectorView): unknown {
  if (view.kind !== 'value') return view;
  const { ttlMs, readAt, idle: _idle, ...info } = view.info;
  const expiresAt = ttlMs === undefined ? undefined : Math.round((readAt + ttlMs) / 1000);
  return { info, expiresAt, content: view.content };
}
