/** What the rules measure by. Each may be changed in the settings; where a number comes from is said by its rule. */
export const DEFAULT_THRESHOLDS = {
  /** Share of keys without an expiry, from which a family of sessions or cached values is faulty. */
  temporaryShare: 0.01,
  /** Keys of a family, from which a share of it means anything. */
  familyKeys: 20,
  /** Share of a family without an expiry, above which, and below the rest, some expire and some do not. */
  mixedShare: 0.05,
  /** Share of a family's expiring keys in one second. */
  stampedeShare: 0.1,
  stampedeKeys: 100,
  /** Share of keys without a separator. */
  unseparatedShare: 0.05,
  bigStringBytes: 100_000,
  bigHashFields: 5000,
  bigListItems: 1000,
  bigSetMembers: 1000,
  bigZsetMembers: 1000,
  bigStreamEntries: 100_000,
  /** Of any type, collections and documents of modules included. */
  bigBytes: 1_000_000,
  /** A name longer than this has a price of its own; one longer than the next is refused by nobody, and a bad idea. */
  longNameBytes: 100,
  hugeNameBytes: 1024,
  /** How much longer a collection has to be than in the audit before: both the share and the elements. */
  growthShare: 0.1,
  growthElements: 100,
  /** Share of all memory in one family. */
  hotShare: 0.5,
  /** Families of one entity, each a string: `user:*:name`, `user:*:mail`, … */
  fieldFamilies: 3,
  /** Bytes below which a string costs more for being a key than for what it holds. */
  smallStringBytes: 200,
  clients: 0,
  fragmentationRatio: 1.5,
  /** Milliseconds that a command over a whole collection may take on average. */
  heavyCommandMs: 1,
  /** Calls of EVAL, or of SET, from which what is beside them means anything. */
  manyCalls: 1000,
} as const;

export type Thresholds = { readonly [Name in keyof typeof DEFAULT_THRESHOLDS]: number };

/** The defaults with those of `changed` that are numbers above or equal to zero. */
export function withDefaults(changed: Readonly<Record<string, unknown>>): Thresholds {
  const known = Object.entries(changed).filter(
    ([name, value]) => Object.hasOwn(DEFAULT_THRESHOLDS, name) && typeof value === 'number' && value >= 0,
  );
  return { ...DEFAULT_THRESHOLDS, ...(Object.fromEntries(known) as Partial<Thresholds>) };
}
