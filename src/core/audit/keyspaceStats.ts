import { BigLimits } from './bigLimits';
import { FamilyTree } from './familyTree';
import type { Fact } from './finding';
import { namespaceName, partsOf } from './namespaceName';
import type { CountLimits, NamespaceStats } from './namespaceStats';
import { Counted } from './namespaceStats';
import type { ObservedKey } from './observedKey';
import { TemporaryWords } from './temporaryWords';
import type { Thresholds } from './thresholds';

/** Longest keys that are kept of each type, for the next audit to compare with. */
const LONGEST = 100;
/** Of those only types that grow by being added to, and are not expected to end. */
const GROWING: ReadonlySet<string> = new Set(['list', 'stream', 'zset']);
const BINARY = '(binary)';

/** What was seen of the whole keyspace, in a size that does not grow with it. */
export class KeyspaceStats {
  readonly all = new Counted();
  readonly unseparated = new Counted();
  readonly longNames = new Counted();
  readonly hugeNames = new Counted();
  readonly oddNames = new Counted();
  /** Keys of which a fact was not told. */
  readonly untold = new Map<Fact, number>();
  private readonly limits: CountLimits;
  private readonly tree: FamilyTree;
  private readonly separators: readonly Buffer[];
  private readonly longest = new Map<string, ObservedKey[]>();
  private families: readonly NamespaceStats[] | undefined;
  /** Some that grow were too many to be kept. */
  private dropped = false;

  constructor(
    private readonly thresholds: Thresholds,
    {
      words = new TemporaryWords(),
      compact = new Map(),
      separators = [],
    }: {
      readonly words?: TemporaryWords;
      /** Elements up to which a collection of a type may be compact. */
      readonly compact?: ReadonlyMap<string, number>;
      /** Beside those that every name is parted by. */
      readonly separators?: readonly string[];
    } = {},
  ) {
    this.separators = separators.map((separator) => Buffer.from(separator));
    this.limits = { big: new BigLimits(thresholds), compact, smallStringBytes: thresholds.smallStringBytes };
    this.tree = new FamilyTree((word) => word === BINARY || words.isKind(word));
  }

  add(key: ObservedKey, elapsedMs: number): void {
    const name = namespaceName(key.name);
    this.tree.of(name).add(key, elapsedMs, this.limits);
    this.all.add(key);
    this.addUntold(key);
    this.addName(key, name);
    if (key.length !== undefined && key.ttl === 'never' && GROWING.has(key.type)) this.addLong(key);
  }

  /** The families, those that take the most memory first, then by name; families that differ in one name are one. */
  get namespaces(): readonly NamespaceStats[] {
    this.families ??= [...this.tree.finish().values()].sort(
      (a, b) => b.all.bytes - a.all.bytes || (a.name < b.name ? -1 : 1),
    );
    return this.families;
  }

  /** The longest collections that may grow without end: no TTL, and a type that is added to. */
  get growing(): readonly ObservedKey[] {
    return [...this.longest.values()].flatMap((keys) => sorted(keys).slice(0, LONGEST));
  }

  /** Every collection of a notable size that may grow is among `growing`. */
  get hasAllGrowing(): boolean {
    return !this.dropped && [...this.longest.values()].every(({ length }) => length <= LONGEST);
  }

  private addName(key: ObservedKey, namespace: string): void {
    const { length } = key.name;
    if (length > this.thresholds.hugeNameBytes) this.hugeNames.add(key);
    else if (length > this.thresholds.longNameBytes) this.longNames.add(key);
    if (namespace === BINARY || namespace.includes(' ')) this.oddNames.add(key);
    else if (partsOf(namespace).length === 1 && !this.separators.some((separator) => key.name.includes(separator)))
      this.unseparated.add(key);
  }

  private addUntold({ type, ttl, bytes, encoding }: ObservedKey): void {
    if (type === 'unknown') this.addFact('TYPE');
    if (ttl === undefined) this.addFact('PTTL');
    if (bytes === undefined) this.addFact('MEMORY USAGE');
    // It is not asked for of strings.
    if (encoding === undefined && type !== 'string') this.addFact('OBJECT ENCODING');
  }

  private addFact(fact: Fact): void {
    this.untold.set(fact, (this.untold.get(fact) ?? 0) + 1);
  }

  private addLong(key: ObservedKey): void {
    const keys = this.longest.get(key.type);
    if (!keys) this.longest.set(key.type, [key]);
    else if (keys.push(key) >= 2 * LONGEST) {
      this.longest.set(key.type, sorted(keys).slice(0, LONGEST));
      this.dropped = true;
    }
  }
}

function sorted(keys: readonly ObservedKey[]): ObservedKey[] {
  return [...keys].sort((a, b) => (b.length ?? 0) - (a.length ?? 0) || a.name.compare(b.name));
}
