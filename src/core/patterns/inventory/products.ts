import type { Command, Reply } from '../../redis/reply';
import { asNumber, asOptionalText, asText } from '../../redis/reply';
import type { InventoryContext } from './parameters';

/** How a product is kept: as one JSON document, or as a hash. */
export type Kind = 'json' | 'hash';

export interface ProductKeys {
  /** Its name, number and stock. */
  readonly product: string;
  /** Units sold so far. */
  readonly sold: string;
  /** Orders by when their holds end, in milliseconds of the server's clock. */
  readonly holds: string;
  /** Units by order. */
  readonly held: string;
}

export function kindOf({ variant }: Pick<InventoryContext, 'variant'>): Kind {
  return variant === 'json' ? 'json' : 'hash';
}

export function skuOf(number: number): string {
  return `sku-${String(number)}`;
}

/** The product that the steps and the view are about; there is always a first. */
export function shownSku({ parameters }: Pick<InventoryContext, 'parameters'>): string {
  return skuOf(Math.min(parameters.shown, parameters.products));
}

/** All in one slot, so that a script may change them together; the kinds have names of their own. */
export function keysOf(context: Pick<InventoryContext, 'keys' | 'variant'>, sku: string): ProductKeys {
  const of = (what: string): string => context.keys.of(kindOf(context), what, sku);
  return { product: of('product'), sold: of('sold'), holds: of('holds'), held: of('held') };
}

export function ledgerKey({ keys, variant }: Pick<InventoryContext, 'keys' | 'variant'>): string {
  return keys.of(kindOf({ variant }), 'ledger');
}

/** What remembers an order: of one product, so that it may have others too, or of all its lines. */
export function markerKey(
  { keys, variant }: Pick<InventoryContext, 'keys' | 'variant'>,
  order: string,
  ...sku: readonly string[]
): string {
  return keys.of(kindOf({ variant }), 'order', order, ...sku);
}

/** Writes a product anew, without its TTL. */
export function putProduct(kind: Kind, key: string, sku: string, stock: number): Command {
  return kind === 'json'
    ? ['JSON.SET', key, '$', JSON.stringify({ sku, stock, initial: stock })]
    : ['HSET', key, 'sku', sku, 'stock', stock, 'initial', stock];
}

export function readStock(kind: Kind, key: string): Command {
  return kind === 'json' ? ['JSON.GET', key, '$.stock'] : ['HGET', key, 'stock'];
}

/** Changes the stock or the number it began with; adds, and so loses nothing that happens at the same time. */
export function addUnits(kind: Kind, key: string, field: 'stock' | 'initial', units: number): Command {
  return kind === 'json' ? ['JSON.NUMINCRBY', key, `$.${field}`, units] : ['HINCRBY', key, field, units];
}

/** What `readStock` answered; undefined when there is no such product. */
export function stockOf(kind: Kind, reply: Reply): number | undefined {
  const text = asOptionalText(reply);
  if (text === undefined) return undefined;
  // A JSON path answers the list of all that match.
  return kind === 'json' ? (JSON.parse(text) as number[])[0] : Number(text);
}

/** What a command that adds answered. */
export function numberAfter(kind: Kind, reply: Reply): number {
  return kind === 'json' ? Number((JSON.parse(asText(reply)) as number[])[0]) : asNumber(reply);
}
