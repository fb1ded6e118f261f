import type { EncodedBytes } from './bytes';

/** One row of a collection; which parts there are depends on the kind. */
export interface InspectorRow {
  readonly index?: number;
  readonly name?: EncodedBytes;
  readonly value?: EncodedBytes;
  readonly score?: string;
  /** Of a field that expires by itself; wall time, milliseconds. */
  readonly expiresAt?: number;
  /** `value` is but the beginning of a long one: how long it is in bytes, and the SHA-1 (hex) of all of it. */
  readonly cut?: { readonly total: number; readonly sha1: string };
}
