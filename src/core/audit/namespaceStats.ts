import type { BigLimits } from './bigLimits';
import type { ObservedKey } from './observedKey';
import { LOOSE } from './observedKey';

/** Names that are kept as evidence of one thing. */
const EXAMPLES = 5;
/** Seconds that are told apart among the expiries of one family. */
const MOST_SECONDS = 5000;

/** What the keys of a family are counted by. */
export interface CountLimits {
  readonly big: BigLimits;
  /** Elements up to which a collection of a type may be compact. */
  readonly compact: ReadonlyMap<string, number>;
  /** Below this a string costs more for being a key than for what it holds. */
  readonly smallStringBytes: number;
}

/** A count and some of the keys that were counted. */
export class Counted {
  count = 0;
  bytes = 0;
  readonly examples: Buffer[] = [];

  add({ name, bytes = 0 }: ObservedKey): void {
    this.count += 1;
    this.bytes += bytes;
    if (this.examples.length < EXAMPLES) this.examples.push(name);
  }

  clear(): void {
    [this.count, this.bytes, this.examples.length] = [0, 0, 0];
  }

  merge(other: Counted): void {
    this.count += other.count;
    this.bytes += other.bytes;
    this.examples.push(...other.examples.slice(0, EXAMPLES - this.examples.length));
  }
}

/** Collections of one type, and the elements of all of them. */
export class Loose extends Counted {
  elements = 0;

  override add(key: ObservedKey): void {
    super.add(key);
    this.elements += key.length ?? 0;
  }

  override merge(other: Loose): void {
    super.merge(other);
    this.elements += other.elements;
  }
}

/** Keys of one type that are bigger than they should be. */
export class BigKeys {
  count = 0;
  /** How many times the limit the biggest is. */
  worst = 0;
  /** The biggest, biggest first, then by name: SCAN has no order of its own. */
  examples: { readonly key: ObservedKey; readonly excess: number }[] = [];

  add(key: ObservedKey, excess: number): void {
    this.count += 1;
    this.keep([{ key, excess }]);
  }

  merge(other: BigKeys): void {
    this.count += other.count;
    this.keep(other.examples);
  }

  private keep(more: BigKeys['examples']): void {
    const all = [...this.examples, ...more];
    all.sort((a, b) => b.excess - a.excess || a.key.name.compare(b.key.name));
    this.examples = all.slice(0, EXAMPLES);
    this.worst = this.examples[0]?.excess ?? 0;
  }
}

/** What was seen of the keys of one family (`user:*:cart`). Bytes are those of `MEMORY USAGE`. */
export class NamespaceStats {
  readonly all = new Counted();
  readonly immortal = new Counted();
  readonly expiring = new Counted();
  readonly smallStrings = new Counted();
  /** Hashes without a TTL whose fields may have one each. */
  readonly tables = new Counted();
  readonly types = new Map<string, Counted>();
  /** By type. */
  readonly big = new Map<string, BigKeys>();
  /** By type: collections that are not compact, with few enough elements to be. */
  readonly loose = new Map<string, Loose>();
  /** Of those that expire: how many in each second, counted from the moment of the audit. */
  readonly expirySeconds = new Map<number, number>();
  /** In which the last of them expires. */
  lastSecond = 0;
  name = '';

  named(name: string): this {
    this.name = name;
    return this;
  }

  /** `elapsedMs` since the audit began, so that all expiries count from one moment. */
  add(key: ObservedKey, elapsedMs: number, { big: bigLimits, compact, smallStringBytes }: CountLimits): void {
    const excess = bigLimits.excessOf(key);
    if (excess > 1) made(this.big, key.type, () => new BigKeys()).add(key, excess);
    this.all.add(key);
    made(this.types, key.type, () => new Counted()).add(key);
    const most = compact.get(key.type);
    if (most !== undefined && LOOSE.has(key.encoding ?? '') && key.length !== undefined && key.length <= most)
      made(this.loose, key.type, () => new Loose()).add(key);
    if (key.ttl === 'never') this.addImmortal(key);
    else if (key.ttl !== undefined) this.addExpiring(key, key.ttl + elapsedMs);
    if (key.type === 'string' && key.bytes !== undefined && key.bytes < smallStringBytes) this.smallStrings.add(key);
  }

  merge(other: NamespaceStats): void {
    this.all.merge(other.all);
    this.immortal.merge(other.immortal);
    this.expiring.merge(other.expiring);
    this.smallStrings.merge(other.smallStrings);
    this.tables.merge(other.tables);
    for (const [type, of] of other.types) made(this.types, type, () => new Counted()).merge(of);
    for (const [type, of] of other.loose) made(this.loose, type, () => new Loose()).merge(of);
    for (const [type, of] of other.big) made(this.big, type, () => new BigKeys()).merge(of);
    this.lastSecond = Math.max(this.lastSecond, other.lastSecond);
    for (const [second, count] of other.expirySeconds) this.addSecond(second, count);
  }

  /** The most keys that expire in one and the same second. */
  get busiestSecond(): number {
    let most = 0;
    for (const count of this.expirySeconds.values()) most = Math.max(most, count);
    return most;
  }

  /** Once it is known whether the fields of its hashes expire by themselves: then they are as good as if they did. */
  settle(fieldsExpire: boolean): void {
    if (!fieldsExpire) this.immortal.merge(this.tables);
    this.tables.clear();
  }

  private addImmortal(key: ObservedKey): void {
    if (key.encoding === 'listpackex') return;
    if (key.type === 'hash' && key.encoding === 'hashtable') this.tables.add(key);
    else this.immortal.add(key);
  }

  private addExpiring(key: ObservedKey, ms: number): void {
    this.expiring.add(key);
    const second = Math.floor(ms / 1000);
    this.lastSecond = Math.max(this.lastSecond, second);
    this.addSecond(second, 1);
  }

  private addSecond(second: number, count: number): void {
    const before = this.expirySeconds.get(second);
    if (before !== undefined || this.expirySeconds.size < MOST_SECONDS)
      this.expirySeconds.set(second, (before ?? 0) + count);
  }
}

function made<T>(by: Map<string, T>, name: string, make: () => T): T {
  let found = by.get(name);
  if (!found) by.set(name, (found = make()));
  return found;
}
