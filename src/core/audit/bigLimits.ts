import type { ObservedKey } from './observedKey';
import type { Thresholds } from './thresholds';

const UNITS: Readonly<Record<string, string>> = {
  string: 'bytes',
  hash: 'fields',
  list: 'items',
  set: 'members',
  zset: 'members',
  stream: 'entries',
};

/** What a string takes beside its bytes: its name, its object, its place in the table. */
const STRING_OVERHEAD = 64;

/** How big a key may be: by its length where its type has one, and by its bytes whatever it is. */
export class BigLimits {
  private readonly lengths: Readonly<Record<string, number>>;

  constructor(private readonly thresholds: Thresholds) {
    this.lengths = {
      string: thresholds.bigStringBytes,
      hash: thresholds.bigHashFields,
      list: thresholds.bigListItems,
      set: thresholds.bigSetMembers,
      zset: thresholds.bigZsetMembers,
      stream: thresholds.bigStreamEntries,
    };
  }

  /** How many times the limit: above 1 is big. */
  excessOf({ type, name, length, bytes = 0 }: ObservedKey): number {
    const limit = this.lengths[type];
    const known = length ?? (type === 'string' ? bytes - name.length - STRING_OVERHEAD : 0);
    return Math.max(limit === undefined ? 0 : known / limit, bytes / this.thresholds.bigBytes);
  }

  /** The limit of a type's length, in its unit; undefined where only bytes count. */
  lengthOf(type: string): { readonly most: number; readonly unit: string } | undefined {
    const most = this.lengths[type];
    return most === undefined ? undefined : { most, unit: unitOf(type) };
  }
}

export function unitOf(type: string): string {
  return UNITS[type] ?? 'elements';
}
