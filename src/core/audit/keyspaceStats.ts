import { namespaceName, partsOf } from './namespaceName';
import { Counted, NamespaceStats } from './namespaceStats';
import type { ObservedKey } from './observedKey';

/** Biggest keys that are kept, of all types together. */
const BIGGEST = 500;
/** More families than this directly under one another differ in a name, not in kind: `user:anna`, `user:ben`, … */
const MOST_SIBLINGS = 100;
/** A name longer than this has a price of its own; more than the last is refused by nobody, and a bad idea. */
export const LONG_NAME = 100;
export const HUGE_NAME = 1024;

export interface BigKey extends ObservedKey {
  readonly namespace: string;
}

/** What was seen of the whole keyspace, in a size that does not grow with it. */
export class KeyspaceStats {
  readonly all = new Counted();
  readonly unseparated = new Counted();
  readonly longNames = new Counted();
  readonly hugeNames = new Counted();
  readonly oddNames = new Counted();
  private readonly families = new Map<string, NamespaceStats>();
  private big: BigKey[] = [];
  private folded = false;

  add(key: ObservedKey, elapsedMs: number): void {
    const name = namespaceName(key.name);
    let family = this.families.get(name);
    if (!family) this.families.set(name, (family = new NamespaceStats(name)));
    family.add(key, elapsedMs);
    this.all.add(key);
    this.addName(key, name);
    if (key.length !== undefined) this.addBig({ ...key, namespace: name });
  }

  /** The families, those that take the most memory first, then by name; families that differ in one name are one. */
  get namespaces(): readonly NamespaceStats[] {
    if (!this.folded) this.fold();
    return [...this.families.values()].sort((a, b) => b.all.bytes - a.all.bytes || (a.name < b.name ? -1 : 1));
  }

  /** The biggest keys, biggest first, then by name: SCAN has no order of its own. */
  get biggest(): readonly BigKey[] {
    return this.sortedBig().slice(0, BIGGEST);
  }

  private addName(key: ObservedKey, namespace: string): void {
    const { length } = key.name;
    if (length > HUGE_NAME) this.hugeNames.add(key);
    else if (length > LONG_NAME) this.longNames.add(key);
    if (namespace === '(binary)' || namespace.includes(' ')) this.oddNames.add(key);
    else if (partsOf(namespace).length === 1) this.unseparated.add(key);
  }

  private addBig(key: BigKey): void {
    this.big.push(key);
    if (this.big.length >= 2 * BIGGEST) this.big = this.sortedBig().slice(0, BIGGEST);
  }

  private sortedBig(): BigKey[] {
    return this.big.sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || a.name.compare(b.name));
  }

  private fold(): void {
    this.folded = true;
    // From the last part to the first: `user:anna:cart` becomes `user:*:cart` once there are too many of them.
    for (let depth = 16; depth >= 0; depth -= 2) this.foldAt(depth);
  }

  private foldAt(part: number): void {
    const siblings = new Map<string, NamespaceStats[]>();
    for (const family of this.families.values()) {
      const parts = partsOf(family.name);
      if (parts.length <= part || parts[part] === '*') continue;
      const shape = parts.map((text, at) => (at === part ? '*' : text)).join('');
      const others = siblings.get(shape);
      if (others) others.push(family);
      else siblings.set(shape, [family]);
    }
    for (const [shape, families] of siblings) if (families.length > MOST_SIBLINGS) this.join(shape, families);
  }

  private join(name: string, families: readonly NamespaceStats[]): void {
    const whole = this.families.get(name) ?? new NamespaceStats(name);
    this.families.set(name, whole);
    for (const family of families) {
      whole.merge(family);
      this.families.delete(family.name);
    }
  }
}
