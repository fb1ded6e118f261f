import type { Clock } from '../base/clock';
import { systemClock } from '../base/clock';
import { inSlices } from '../base/slices';
import type { TreePage } from './namespaceTree';
import { NamespaceTree } from './namespaceTree';

/** So many names that are gone are kept without a look at how many live. */
const DEAD_AT_LEAST = 50_000;
/** Names that are copied, or read, between two looks at the clock. */
const AT_ONCE = 256;

/**
 * The names of a keyspace for as long as somebody watches it. A namespace tree never gives back the memory of a name, so
 * where names come and go for hours (sessions, locks) it is built again once most of its names are gone, some at a time.
 */
export class KeyNames {
  private tree: NamespaceTree;
  /** What takes the tree's place soon: it gets every change as well. */
  private next: NamespaceTree | undefined;
  /** Counts up with every name that came or went. */
  private version = 0;

  constructor(
    private readonly separators: readonly string[],
    private readonly clock: Clock = systemClock,
  ) {
    this.tree = new NamespaceTree(separators);
  }

  get size(): number {
    return this.tree.size;
  }

  /** Names that take memory, those that are gone included. */
  get kept(): number {
    return this.tree.size + this.tree.dead;
  }

  /** Another one than before when names came or went. */
  get changes(): number {
    return this.version;
  }

  add(names: readonly Uint8Array[]): void {
    this.version += this.tree.add(names).names;
    this.next?.add(names);
  }

  remove(name: Uint8Array): void {
    this.version += this.tree.remove(name).names;
    this.next?.remove(name);
    const { size, dead } = this.tree;
    if (!this.next && dead > DEAD_AT_LEAST && dead > 2 * size) void this.renew();
  }

  /** The first `limit` rows directly under `path`. */
  async page(path: Uint8Array, limit: number): Promise<TreePage> {
    const { tree } = this;
    await tree.prepare(path, limit, this.clock);
    return tree.children(path, { limit });
  }

  /** As `page`, for so many rows that even making them is done in slices. */
  async longPage(path: Uint8Array, limit: number): Promise<TreePage> {
    for (let tries = 0; tries < 3; tries++) {
      const { tree, version } = this;
      await tree.prepare(path, limit, this.clock);
      const page = await inSlices(portions(tree, path, limit), this.clock);
      // What came or went between two portions may be in it twice, or not at all.
      if (version === this.version) return page;
    }
    return this.page(path, limit);
  }

  private async renew(): Promise<void> {
    const next = new NamespaceTree(this.separators);
    this.next = next;
    await inSlices(copy(this.tree, next), this.clock);
    this.tree = next;
    this.next = undefined;
  }
}

function* portions(tree: NamespaceTree, path: Uint8Array, limit: number): Generator<void, TreePage> {
  const { items, total } = tree.children(path, { limit: Math.min(limit, AT_ONCE) });
  const all = [...items];
  while (all.length < Math.min(limit, total)) {
    yield;
    const { items: more } = tree.children(path, { offset: all.length, limit: Math.min(AT_ONCE, limit - all.length) });
    if (more.length === 0) break;
    all.push(...more);
  }
  return { items: all, total };
}

function* copy(from: NamespaceTree, to: NamespaceTree): Generator<void, void> {
  let copied = 0;
  for (const name of from.names()) {
    to.add([name]);
    if (++copied % AT_ONCE === 0) yield;
  }
}
