import type { CacheContext } from './parameters';

export interface ProductKeys {
  readonly value: string;
  readonly lock: string;
  /** Counts how often the value was dropped; it may end once no loading can go on any more. */
  readonly version: string;
}

/** One slot for what belongs to one product, and products in all slots. */
export function productKeys({ keys }: Pick<CacheContext, 'keys'>, product: string | number): ProductKeys {
  const of = (part: string): string => keys.tagged(`product:${String(product)}`, part);
  return { value: of('value'), lock: of('lock'), version: of('version') };
}

/** What stands for the database, and counts how often it was asked. */
export function databaseKeys({ keys }: Pick<CacheContext, 'keys'>): {
  readonly prices: string;
  readonly asked: string;
} {
  return { prices: keys.of('database'), asked: keys.of('asked') };
}
