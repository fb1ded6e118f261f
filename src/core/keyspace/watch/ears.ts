import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposables';
import { Emitter } from '../../base/events';
import type { Connection, NodeHandle } from '../../redis/connection';
import type { Ear } from './ear';
import { WrongNode } from './ear';
import { NotificationEar } from './notificationEar';
import { coveringPrefixes } from './prefixes';
import { TrackingEar } from './trackingEar';
import type { WatchWay } from './way';

/** One ear for each server that has something to tell, all of one way, from when they are made until one is lost. */
export class Ears implements Disposable {
  private readonly byNode = new Map<string, Ear>();
  private readonly told = new Emitter<readonly Buffer[] | undefined>();
  private readonly lost = new Emitter<void>();

  constructor(
    private readonly connection: Connection,
    readonly way: Exclude<WatchWay, 'polling'>,
    private readonly clock: Clock,
  ) {}

  readonly onTold = this.told.event;
  readonly onLost = this.lost.event;

  /** As an ear's own `follow`; rejects with `WrongNode` also when no node serves a key. */
  async follow(keys: readonly Buffer[], prefixes: readonly Buffer[]): Promise<void> {
    const nodes = this.connection.nodes();
    const covering = coveringPrefixes(prefixes);
    const keysOf = new Map<string, Buffer[]>(covering.length > 0 ? nodes.map(({ id }) => [id, []]) : []);
    for (const key of keys) {
      const { id } = this.ownerOf(key);
      keysOf.set(id, [...(keysOf.get(id) ?? []), key]);
    }
    for (const [id, ear] of this.byNode) {
      if (keysOf.has(id)) continue;
      this.byNode.delete(id);
      ear.dispose();
    }
    await Promise.all([...keysOf].map(([id, own]) => this.earOf(id).follow(own, covering)));
  }

  async arm(key: Buffer): Promise<void> {
    const ear = this.byNode.get(this.ownerOf(key).id);
    if (!ear) throw new WrongNode('the key has another owner');
    await ear.arm(key);
  }

  async check(): Promise<void> {
    await Promise.all([...this.byNode.values()].map((ear) => ear.check()));
  }

  dispose(): void {
    for (const ear of this.byNode.values()) ear.dispose();
    this.byNode.clear();
    this.told.dispose();
    this.lost.dispose();
  }

  private ownerOf(key: Buffer): NodeHandle {
    const owner = this.connection.nodeOf(key);
    if (owner) return owner;
    throw new WrongNode('no node serves the slot of the key');
  }

  private earOf(nodeId: string): Ear {
    const present = this.byNode.get(nodeId);
    if (present) return present;
    const open = (): ReturnType<Connection['openSideLink']> => this.connection.openSideLink(nodeId);
    const { database } = this.connection.profile;
    const ear =
      this.way === 'tracking' ? new TrackingEar(open, this.clock) : new NotificationEar(open, database, this.clock);
    ear.onTold((keys) => {
      this.told.fire(keys);
    });
    ear.onLost(() => {
      this.lost.fire();
    });
    this.byNode.set(nodeId, ear);
    return ear;
  }
}
