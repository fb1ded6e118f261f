import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import { Emitter } from '../../core/base/events';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { ServerFacts } from '../../core/redis/serverFacts';
import { readFactsOfAll } from '../../core/redis/serverFacts';
import { Poller } from '../panels/poller';

const POLL_MS = 5000;

interface Read {
  readonly epoch: number;
  readonly facts: ServerFacts;
}

/** What servers say of themselves now: asked every five seconds, and only those whose rows can be seen. */
export class LiveFacts implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly poller = this.store.add(new Poller((signal) => this.read(signal), POLL_MS));
  private readonly expanded = new Set<string>();
  private readonly known = new Map<string, Read>();
  private visible = false;

  constructor(private readonly connections: ConnectionManager) {
    this.store.add(
      connections.onDidChange(() => {
        this.follow();
      }),
    );
  }

  /** As last read since the connection became ready. */
  of(connectionId: string): ServerFacts | undefined {
    const read = this.known.get(connectionId);
    return read && this.connections.get(connectionId)?.epoch === read.epoch ? read.facts : undefined;
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    this.follow();
  }

  setExpanded(connectionId: string, isExpanded: boolean): void {
    if (this.expanded.has(connectionId) === isExpanded) return;
    if (isExpanded) this.expanded.add(connectionId);
    else this.expanded.delete(connectionId);
    this.follow();
    this.poller.now();
  }

  dispose(): void {
    this.store.dispose();
  }

  private get seen(): readonly string[] {
    return [...this.expanded].filter((id) => this.connections.get(id)?.state.kind === 'ready');
  }

  private follow(): void {
    for (const id of [...this.known.keys()]) if (!this.connections.get(id)) this.known.delete(id);
    this.poller.active = this.visible && this.seen.length > 0;
  }

  private async read(signal: AbortSignal): Promise<void> {
    // One that cannot be asked now keeps what it said before; why is told by its state.
    const changes = await Promise.all(this.seen.map((id) => this.readOne(id, signal).catch(() => false)));
    if (!signal.aborted && changes.includes(true)) this.changed.fire();
  }

  private async readOne(id: string, signal: AbortSignal): Promise<boolean> {
    const connection = this.connections.get(id);
    if (!connection) return false;
    const { epoch } = connection;
    const facts = await readFactsOfAll(connection.nodes(), { signal });
    if (!facts) return false;
    const isNew = JSON.stringify(this.of(id)) !== JSON.stringify(facts);
    this.known.set(id, { epoch, facts });
    return isNew;
  }
}
