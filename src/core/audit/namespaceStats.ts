import type { BigLimits } from './bigLimits';
import type { ObservedKey } from './observedKey';

/** Names that are kept as evidence of one thing. */
const EXAMPLES = 5;
/** Seconds that are told apart among the expiries of one family. */
const MOST_SECONDS = 5000;
/** Below this a string costs more for being a key than for what it holds. */
const SMALL_BYTES = 200;

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

  merge(other: Counted): void {
    this.count += other.count;
    this.bytes += other.bytes;
    this.examples.push(...other.examples.slice(0, EXAMPLES - this.examples.length));
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
  readonly types = new Map<string, Counted>();
  /** By type. */
  readonly big = new Map<string, BigKeys>();
  /** By type and encoding: `hash/hashtable`. */
  readonly encodings = new Map<string, Counted>();
  /** Of those that expire: how many in each second, counted from the moment of the audit. */
  readonly expirySeconds = new Map<number, number>();
  longestName = 0;

  name = '';

  named(name: string): this {
    this.name = name;
    return this;
  }

  /** `elapsedMs` since the audit began, so that all expiries count from one moment. */
  add(key: ObservedKey, elapsedMs: number, limits: BigLimits): void {
    const excess = limits.excessOf(key);
    if (excess > 1) {
      let big = this.big.get(key.type);
      if (!big) this.big.set(key.type, (big = new BigKeys()));
      big.add(key, excess);
    }
    this.all.add(key);
    counted(this.types, key.type).add(key);
    if (key.encoding !== undefined) counted(this.encodings, `${key.type}/${key.encoding}`).add(key);
    this.longestName = Math.max(this.longestName, key.name.length);
    if (key.ttl === 'never') this.addImmortal(key);
    else if (key.ttl !== undefined) this.addExpiring(key, key.ttl + elapsedMs);
    if (key.type === 'string' && key.bytes !== undefined && key.bytes < SMALL_BYTES) this.smallStrings.add(key);
  }

  merge(other: NamespaceStats): void {
    this.all.merge(other.all);
    this.immortal.merge(other.immortal);
    this.expiring.merge(other.expiring);
    this.smallStrings.merge(other.smallStrings);
    for (const [type, of] of other.types) counted(this.types, type).merge(of);
    for (const [encoding, of] of other.encodings) counted(this.encodings, encoding).merge(of);
    for (const [type, of] of other.big) {
      const known = this.big.get(type);
      if (known) known.merge(of);
      else this.big.set(type, of);
    }
    for (const [second, count] of other.expirySeconds) this.addSecond(second, count);
    this.longestName = Math.max(this.longestName, other.longestName);
  }

  /** The most keys that expire in one and the same second. */
  get busiestSecond(): number {
    let most = 0;
    for (const count of this.expirySeconds.values()) most = Math.max(most, count);
    return most;
  }

  /** A hash whose fields expire by themselves is as good as one that does. */
  private addImmortal(key: ObservedKey): void {
    if (key.encoding !== 'listpackex') this.immortal.add(key);
  }

  private addExpiring(key: ObservedKey, ms: number): void {
    this.expiring.add(key);
    this.addSecond(Math.floor(ms / 1000), 1);
  }

  private addSecond(second: number, count: number): void {
    const before = this.expirySeconds.get(second);
    if (before !== undefined || this.expirySeconds.size < MOST_SECONDS)
      this.expirySeconds.set(second, (before ?? 0) + count);
  }
}

function counted(by: Map<string, Counted>, name: string): Counted {
  let found = by.get(name);
  if (!found) by.set(name, (found = new Counted()));
  return found;
}
