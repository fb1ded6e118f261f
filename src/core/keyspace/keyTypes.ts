/** A key's time to live as last read. */
export type Ttl =
  | { readonly kind: 'none' }
  /** `ms` were left at `readAt` (wall time, milliseconds), so a view can count down by itself. */
  | { readonly kind: 'expires'; readonly ms: number; readonly readAt: number }
  /** The server would not tell. */
  | { readonly kind: 'unknown' };

/** Facts about one key. What the server would not tell is absent. */
export interface KeyInfo {
  readonly key: Buffer;
  /** As `TYPE` names it: `string`, `hash`, `zset`, `ReJSON-RL`, …; `unknown` where the server would not tell. */
  readonly type: string;
  readonly ttl: Ttl;
  readonly encoding?: string;
  /** Bytes, as `MEMORY USAGE` estimates. */
  readonly memory?: number;
  /** Bytes of a string, elements of a collection. */
  readonly length?: number;
  /** Seconds since it was last used. */
  readonly idle?: number;
}

/** One page of a key's content. `next` continues where it ended; absent on the last page. */
export type KeyContent =
  | { readonly kind: 'string'; readonly bytes: Buffer; readonly total: number }
  | {
      readonly kind: 'hash';
      readonly rows: readonly { readonly field: Buffer; readonly value: Buffer }[];
      readonly next?: string;
    }
  | { readonly kind: 'list'; readonly first: number; readonly rows: readonly Buffer[]; readonly next?: string }
  | { readonly kind: 'set'; readonly rows: readonly Buffer[]; readonly next?: string }
  | {
      readonly kind: 'zset';
      readonly first: number;
      readonly rows: readonly { readonly member: Buffer; readonly score: string }[];
      readonly next?: string;
    }
  /** A type without a reader of its own. */
  | { readonly kind: 'other'; readonly type: string };

export interface KeyValue {
  readonly info: KeyInfo;
  readonly content: KeyContent;
}
