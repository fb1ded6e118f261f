import type { Keyring } from '../keyring';

/** Small counters that share a hash: past this the hash would no longer be a listpack, and cost several times as much. */
const BUCKET = 100;

export interface CounterKeys {
  /** Visits, one number. */
  readonly visits: string;
  /** Free downloads, held to a limit. */
  readonly downloads: string;
  /** Who came: estimated, exact as a set, exact as bits. */
  readonly estimate: string;
  readonly members: string;
  readonly bits: string;
}

export function counterKeys(keys: Keyring): CounterKeys {
  return {
    visits: keys.of('visits'),
    downloads: keys.of('downloads'),
    estimate: keys.of('visitors', 'estimate'),
    members: keys.of('visitors', 'members'),
    bits: keys.of('visitors', 'bits'),
  };
}

/** Where the counter of one visitor is: one field of a hash of a hundred. */
export function counterOf(keys: Keyring, visitor: number): { readonly key: string; readonly field: number } {
  return { key: keys.of('per-visitor', Math.floor(visitor / BUCKET)), field: visitor % BUCKET };
}

export function memberName(visitor: number): string {
  return `user:${String(visitor)}`;
}
