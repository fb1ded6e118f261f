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

/** What was seen of the keys of one family (`user:*:cart`). Bytes are those of `MEMORY USAGE`. */
export class NamespaceStats {
  readonly all = new Counted();
  readonly immortal = new Counted();
  readonly expiring = new Counted();
  readonly smallStrings = new Counted();
  readonly types = new Map<string, Counted>();
  /** By type and encoding: `hash/hashtable`. */
  readonly encodings = new Map<string, Counted>();
  /** Of those that expire: how many in each second, counted from the moment of the audit. */
  readonly expirySeconds = new Map<number, number>();
  longestName = 0;

  constructor(readonly name: string) {}

  /** `elapsedMs` since the audit began, so that all expiries count from one moment. */
  add(key: ObservedKey, elapsedMs: number): void {
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
