import type { Clock } from '../../base/clock';
import type { KeyContent } from '../keyTypes';

export type RowsKind = Extract<KeyContent, { rows: unknown }>['kind'];

export interface SearchRequest {
  readonly key: Buffer;
  readonly kind: RowsKind;
  /**
   * What is looked for: in the names of a hash's fields, in members, in a list's elements. Text stands anywhere in them;
   * of hashes, sets and sorted sets a text with `*`, `?` or `[` is a glob. Case counts.
   */
  readonly text: string;
  /** Of a list: the whole element. */
  readonly exact?: boolean;
  /** `next` of the step before; absent for the first. */
  readonly from?: string;
  /** Rows that the step looks at, more or less; 10 000 unless given. */
  readonly budget?: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

export interface FoundRow {
  /** Of a list. Ranks of sorted sets are not told. */
  readonly index?: number;
  /** Of a hash. */
  readonly field?: Buffer;
  /** A member, an element, or a field's value. */
  readonly value: Buffer;
  readonly score?: string;
}

export interface SearchStep {
  /** What this step found. Rows of hashes and sets may come twice while they are written to. */
  readonly rows: readonly FoundRow[];
  /** Rows looked at since the beginning, about. */
  readonly looked: number;
  readonly total: number;
  /** Absent when everything was looked at. */
  readonly next?: string;
}

/** Where a search stands, and how far it may go. */
export interface SearchPlace {
  /** The server's cursor, or an index. */
  readonly at: string;
  readonly looked: number;
  readonly isOver: (step: { readonly looked: number; readonly rows: number }) => boolean;
}
