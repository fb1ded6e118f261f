import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import { CodedError, toCodedError } from '../../core/base/errors';
import { isAbortError } from '../../core/base/abort';
import { readKeyValue } from '../../core/keyspace/readKeyValue';
import type { Connection } from '../../core/redis/connection';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import { encodeBytes } from '../../protocol/bytes';
import type { InspectorContent, InspectorContract, InspectorHeader, InspectorView } from '../../protocol/inspector';
import type { RpcHost } from '../../protocol/rpc';
import { problemOf } from '../ui/connectionWords';
import { inspectorContent, inspectorView } from './inspectorMessages';
import { Poller } from './poller';

const POLL_MS = 1000;
/** A key that was to expire this soon has expired, not been deleted: reading it took time. */
const EXPIRY_SLACK_MS = 200;

/** One key of one connection, read again while someone looks at it. */
export class InspectorController implements Disposable {
  private readonly store = new DisposableStore();
  private readonly poller: Poller;
  private rpc: RpcHost<InspectorContract> | undefined;
  private shown: InspectorView | undefined;
  private visible = false;

  constructor(
    private readonly connections: ConnectionManager,
    private readonly connectionId: string,
    private readonly key: Buffer,
  ) {
    this.poller = this.store.add(new Poller((signal) => this.poll(signal), POLL_MS));
    this.store.add(
      connections.onDidChange(() => {
        this.rpc?.push('header', this.header());
        this.followPolling();
      }),
    );
  }

  bind(rpc: RpcHost<InspectorContract>): void {
    this.rpc = rpc;
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    this.followPolling();
  }

  async load(signal: AbortSignal): Promise<InspectorContract['requests']['load']['result']> {
    this.shown = await this.read(signal);
    return { header: this.header(), view: this.shown };
  }

  /** The page that `next` names. */
  async more(next: string, signal: AbortSignal): Promise<InspectorContent> {
    const value = await readKeyValue(this.connection(), this.key, { next, signal });
    if (!value) throw new CodedError('NOT_FOUND', 'The key is not there any more.');
    return inspectorContent(value.content);
  }

  refresh(): void {
    this.shown = undefined;
    this.poller.now();
  }

  dispose(): void {
    this.store.dispose();
  }

  private connection(): Connection {
    const connection = this.connections.get(this.connectionId);
    if (!connection)
      throw new CodedError('NOT_CONNECTED', 'This key is on a connection that is not open. Connect to read it.');
    return connection;
  }

  private header(): InspectorHeader {
    const profile = this.connections.profiles.find(({ id }) => id === this.connectionId);
    const state = this.connections.get(this.connectionId)?.state;
    const problem = problemOf(state);
    return {
      key: encodeBytes(this.key),
      connection: {
        name: profile?.name ?? 'removed connection',
        environment: profile?.environment ?? 'development',
        state: state?.kind ?? 'disconnected',
        ...(problem && { problem: problem.message }),
      },
    };
  }

  private followPolling(): void {
    this.poller.active = this.visible && this.connections.get(this.connectionId)?.state.kind === 'ready';
  }

  private async poll(signal: AbortSignal): Promise<void> {
    const view = await this.read(signal);
    if (signal.aborted || isSame(this.shown, view)) return;
    this.shown = view;
    this.rpc?.push('view', view);
  }

  private async read(signal: AbortSignal): Promise<InspectorView> {
    try {
      const value = await readKeyValue(this.connection(), this.key, { signal });
      return value ? inspectorView(value, Date.now()) : this.gone();
    } catch (error) {
      if (isAbortError(error)) throw error;
      const { code, message } = toCodedError(error);
      return { kind: 'problem', code, message };
    }
  }

  private gone(): InspectorView {
    const { shown } = this;
    if (shown?.kind === 'gone') return shown;
    const now = Date.now();
    const ttlMs = shown?.kind === 'value' ? shown.info.ttlMs : undefined;
    const end = shown?.kind === 'value' && ttlMs !== undefined ? shown.info.readAt + ttlMs : Infinity;
    return end <= now + EXPIRY_SLACK_MS
      ? { kind: 'gone', reason: 'expired', at: Math.min(end, now) }
      : { kind: 'gone', reason: 'deleted', at: now };
  }
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
