import type { Clock } from '../base/clock';
import { systemClock } from '../base/clock';
import { atOnce, inSlices } from '../base/slices';
import { GroupTable } from './groupTable';
import { LazyOrder } from './lazyOrder';
import { NameArena } from './nameArena';
import { PagedUint32 } from './pagedUint32';
import { Separators } from './separators';

export type TreeItem =
  | {
      readonly kind: 'namespace';
      /** What its names begin with, the separator included: its identity. */
      readonly path: Buffer;
      /** The last part of the path, without the separator. May be empty (`a::b`). */
      readonly label: Buffer;
      /** Names in it, at whatever depth. */
      readonly count: number;
    }
  | {
      readonly kind: 'key';
      readonly key: Buffer;
      /** What the name has after the namespace's path. May be empty (`a:`). */
      readonly label: Buffer;
    };

export interface TreePage {
  /** Namespaces first, then keys, each in the order of their bytes. */
  readonly items: readonly TreeItem[];
  /** How many there are without the paging. */
  readonly total: number;
}

export interface TreeChange {
  /** Names that were added, or removed; duplicates and unknown ones do not count. */
  readonly names: number;
  /**
   * What is to be painted anew at the top: the paths of top-level namespaces in which something changed, and the empty
   * path where the list of the top level itself did.
   */
  readonly changed: readonly Buffer[];
}

export interface PageOptions {
  readonly offset?: number;
  readonly limit?: number;
}

const ROOT_PATH = Buffer.alloc(0);
/** In a set of changed top-level groups: the list itself. */
const ROOT_LIST = -1;

/** A name and where its bytes are: where they came in, or in the arena. */
interface PlacedName {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** A namespace that was opened: its names are grouped, and stay so as names come and go. */
interface OpenNode {
  readonly prefixLength: number;
  readonly groups: GroupTable;
  /** Groups with live names. */
  readonly groupOrder: LazyOrder;
  /** Live names that end here, by id. */
  readonly keyOrder: LazyOrder;
  readonly children: Map<number, OpenNode>;
  /** By group: what is becoming a child. */
  readonly dealing: Map<number, Dealing>;
}

/** A namespace whose names are being dealt out, some at a time. */
interface Dealing {
  readonly child: OpenNode;
  /** A bit for each name that has its place in the child; the others hang in the group's chain still. */
  readonly dealt: PagedUint32;
}

/** Names that are dealt out between two looks at the clock: some tenths of a millisecond. */
const DEALT_AT_ONCE = 256;

/**
 * The names of a keyspace as a tree of namespaces. A name is its parts with separators between them; all names that share
 * parts and separators up to a separator are one namespace, so `a:b` and `a/b` are in two (`a:` and `a/`), and `a`, `a:`
 * and `a:b` are a key, and a namespace with two keys, one of them with an empty label.
 *
 * Only opened namespaces are grouped. The names of a group that nobody opened hang in a chain (4 bytes a name), so opening
 * costs one walk over its own names, and each name is looked at once for each level that is opened.
 */
export class NamespaceTree {
  private readonly arena = new NameArena();
  private readonly separators: Separators;
  private readonly root = this.newNode(0);
  /** By id: the next name in the same group's chain, as an id + 1. */
  private readonly chain = new PagedUint32();
  private live = 0;

  constructor(separators: readonly (string | Uint8Array)[] = [':']) {
    this.separators = new Separators(separators);
  }

  /** Names in the tree. */
  get size(): number {
    return this.live;
  }

  /** Names that were removed: their memory is kept. */
  get dead(): number {
    return this.arena.count - this.live;
  }

  /** The names in the tree, in the order in which they first came. Names may be added and removed between two of them. */
  *names(): Generator<Buffer, void> {
    for (let id = 0; id < this.arena.count; id++) if (this.arena.isLive(id)) yield this.arena.read(id);
  }

  has(name: Uint8Array): boolean {
    const id = this.arena.idOf(name);
    return id >= 0 && this.arena.isLive(id);
  }

  /** Adds names as a scan delivers them; what is there already is passed over. The bytes are copied. */
  add(names: readonly Uint8Array[]): TreeChange {
    const changed = new Set<number>();
    const before = this.live;
    for (const name of names) {
      const known = this.arena.count;
      const id = this.arena.intern(name);
      const isNew = id === known;
      if (!isNew) {
        if (this.arena.isLive(id)) continue;
        this.arena.setLive(id, true);
      }
      this.live++;
      this.place(this.root, { id, bytes: name, start: 0, end: name.length }, isNew, changed);
    }
    return { names: this.live - before, changed: this.pathsOf(changed) };
  }

  /** Takes out a name that is gone; its namespaces vanish with their last name. */
  remove(name: Uint8Array): TreeChange {
    const id = this.arena.idOf(name);
    if (id < 0 || !this.arena.isLive(id)) return { names: 0, changed: [] };
    this.arena.setLive(id, false);
    this.live--;
    const changed = new Set<number>();
    this.displace({ id, bytes: name, start: 0, end: name.length }, changed);
    return { names: 1, changed: this.pathsOf(changed) };
  }

  /** Names under the namespace `path`; 0 when there is none. */
  count(path: Uint8Array): number {
    if (path.length === 0) return this.live;
    for (let node = this.root; ;) {
      const { group, end } = this.groupAt(node, path);
      if (group < 0) return 0;
      if (end === path.length) return node.groups.count(group);
      node = this.openChild(node, group);
    }
  }

  /** What is directly under the namespace `path` (the empty path: the top level). Opens it. Empty when there is none. */
  children(path: Uint8Array, { offset = 0, limit = Infinity }: PageOptions = {}): TreePage {
    const node = this.open(path);
    if (!node) return { items: [], total: 0 };
    const namespaces = node.groupOrder.slice(offset, limit).map((group) => this.namespaceItem(node, group));
    const keys = node.keyOrder
      .slice(Math.max(0, offset - node.groupOrder.size), limit - namespaces.length)
      .map((id) => this.keyItem(node, id));
    return { items: [...namespaces, ...keys], total: node.groupOrder.size + node.keyOrder.size };
  }

  /**
   * Does what `children(path, { limit })` would have to do, in slices that leave the thread to others: namespaces may have
   * hundreds of thousands of names. Names may be added and removed meanwhile.
   */
  async prepare(path: Uint8Array, limit: number, clock: Clock = systemClock): Promise<void> {
    let node = this.root;
    while (node.prefixLength < path.length) {
      const { group } = this.groupAt(node, path);
      if (group < 0) return;
      node = node.children.get(group) ?? (await inSlices(this.deal(node, group), clock));
    }
    await inSlices(node.groupOrder.prepare(limit), clock);
    await inSlices(node.keyOrder.prepare(limit - node.groupOrder.size), clock);
  }

  private newNode(prefixLength: number): OpenNode {
    const groups = new GroupTable(this.arena, prefixLength);
    return {
      prefixLength,
      groups,
      groupOrder: new LazyOrder(groups.compare),
      keyOrder: new LazyOrder((a, b) => this.arena.compare(a, b, prefixLength)),
      children: new Map(),
      dealing: new Map(),
    };
  }

  /** Counts a live name in from `top` down, and hangs it where it belongs: new names only, others hang there already. */
  private place(top: OpenNode, name: PlacedName, isNew: boolean, changed?: Set<number>): void {
    for (let node = top; ;) {
      const group = this.groupOf(node, name);
      if (group < 0) {
        if (node === this.root) changed?.add(ROOT_LIST);
        node.keyOrder.add(name.id);
        return;
      }
      const count = node.groups.count(group) + 1;
      node.groups.setCount(group, count);
      if (count === 1) node.groupOrder.add(group);
      if (node === this.root) noteChange(changed, group, count === 1);
      const child = childOf(node, group, name.id);
      if (!child) {
        if (isNew) this.hang(node, group, name.id);
        return;
      }
      node = child;
    }
  }

  private displace(name: PlacedName, changed: Set<number>): void {
    for (let node: OpenNode | undefined = this.root; node;) {
      const group = this.groupOf(node, name);
      if (group < 0) {
        if (node === this.root) changed.add(ROOT_LIST);
        node.keyOrder.remove(name.id);
        return;
      }
      const count = node.groups.count(group) - 1;
      node.groups.setCount(group, count);
      if (count === 0) node.groupOrder.remove(group);
      if (node === this.root) noteChange(changed, group, count === 0);
      node = childOf(node, group, name.id);
    }
  }

  private hang(node: OpenNode, group: number, id: number): void {
    this.chain.set(id, node.groups.head(group));
    node.groups.setHead(group, id + 1);
  }

  /** The group of `node` that the name belongs to, made if need be; -1 when the name ends here. */
  private groupOf(node: OpenNode, { id, bytes, start, end }: PlacedName): number {
    const from = start + node.prefixLength;
    const at = this.separators.indexOf(bytes, from, end);
    if (at < 0) return -1;
    return node.groups.find(bytes, from, at - from, at - from + this.separators.lengthAt(bytes, at, end), id);
  }

  /** The group of `node` that `path` goes through, or -1, and where in `path` its part and separator end. */
  private groupAt(node: OpenNode, path: Uint8Array): { readonly group: number; readonly end: number } {
    const from = node.prefixLength;
    const at = this.separators.indexOf(path, from, path.length);
    if (at < 0) return { group: -1, end: from };
    const end = at + this.separators.lengthAt(path, at, path.length);
    return { group: node.groups.find(path, from, at - from, end - from), end };
  }

  private open(path: Uint8Array): OpenNode | undefined {
    let node = this.root;
    while (node.prefixLength < path.length) {
      const { group } = this.groupAt(node, path);
      if (group < 0) return undefined;
      node = this.openChild(node, group);
    }
    return node;
  }

  /** The node of a group; where it was not opened before, its names are dealt out now. */
  private openChild(node: OpenNode, group: number): OpenNode {
    return node.children.get(group) ?? atOnce(this.deal(node, group));
  }

  /**
   * Deals the names of a group's chain out to the groups below. Between two steps names may come (into the chain) and go,
   * and somebody else may go on with the dealing.
   */
  private *deal(node: OpenNode, group: number): Generator<void, OpenNode> {
    const dealing = node.dealing.get(group) ?? {
      child: this.newNode(node.prefixLength + node.groups.length(group)),
      dealt: new PagedUint32(),
    };
    const { child, dealt } = dealing;
    node.dealing.set(group, dealing);
    for (let names = 1, link; (link = node.groups.head(group)) !== 0; names++) {
      const id = link - 1;
      node.groups.setHead(group, this.chain.get(id));
      const start = this.arena.startOf(id);
      const name = { id, bytes: this.arena.bytesOf(id), start, end: start + this.arena.lengthOf(id) };
      if (this.arena.isLive(id)) this.place(child, name, true);
      else this.hangDead(child, name);
      dealt.set(id >>> 5, (dealt.get(id >>> 5) | (1 << (id & 31))) >>> 0);
      if (names % DEALT_AT_ONCE !== 0) continue;
      yield* child.groupOrder.keepHead();
      yield* child.keyOrder.keepHead();
      yield;
    }
    node.children.set(group, child);
    node.dealing.delete(group);
    return child;
  }

  /** A removed name still hangs in its group, uncounted, so that it need not be hung again when it comes back. */
  private hangDead(node: OpenNode, name: PlacedName): void {
    const group = this.groupOf(node, name);
    if (group >= 0) this.hang(node, group, name.id);
  }

  private namespaceItem(node: OpenNode, group: number): TreeItem {
    const path = this.pathOf(node, group);
    const label = path.subarray(node.prefixLength, node.prefixLength + node.groups.labelLength(group));
    return { kind: 'namespace', path, label, count: node.groups.count(group) };
  }

  private keyItem(node: OpenNode, id: number): TreeItem {
    const key = this.arena.read(id);
    return { kind: 'key', key, label: key.subarray(node.prefixLength) };
  }

  private pathOf(node: OpenNode, group: number): Buffer {
    return this.arena.read(node.groups.sample(group), node.prefixLength + node.groups.length(group));
  }

  private pathsOf(changed: ReadonlySet<number>): Buffer[] {
    return [...changed].map((group) => (group === ROOT_LIST ? ROOT_PATH : this.pathOf(this.root, group)));
  }
}

/** Where the name goes on below `group`; undefined when it hangs in the group's chain. */
function childOf(node: OpenNode, group: number, id: number): OpenNode | undefined {
  const dealing = node.dealing.get(group);
  if (!dealing) return node.children.get(group);
  return ((dealing.dealt.get(id >>> 5) >>> (id & 31)) & 1) === 1 ? dealing.child : undefined;
}

/** A namespace that came or went changes the list too. */
function noteChange(changed: Set<number> | undefined, group: number, list: boolean): void {
  changed?.add(group);
  if (list) changed?.add(ROOT_LIST);
}
