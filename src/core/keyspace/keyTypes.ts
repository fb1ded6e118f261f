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

export interface KeyFact {
  /** In the server's words. */
  readonly name: string;
  readonly value: string;
}

/** What a type without rows tells about itself. */
export interface FactsContent {
  readonly kind: 'facts';
  /** As `TYPE` names it. */
  readonly type: string;
  readonly facts: readonly KeyFact[];
  /** What it lists all the same: the items of a Top-K with their counts. */
  readonly items?: readonly { readonly item: Buffer; readonly note: string }[];
}

export interface StreamEntry {
  readonly id: string;
  readonly fields: readonly { readonly name: Buffer; readonly value: Buffer }[];
}

export interface StreamGroup {
  readonly name: Buffer;
  readonly consumers: number;
  /** Delivered and not acknowledged. */
  readonly pending: number;
  /** Of the entry that was delivered last. */
  readonly lastId: string;
  /** Entries that were not delivered yet; absent where the server does not know. */
  readonly lag?: number;
}

export interface StreamContent {
  readonly kind: 'stream';
  /** Newest first. */
  readonly entries: readonly StreamEntry[];
  /** The id after which older entries begin; absent when these are all. */
  readonly after?: string;
  /** Absent where the server would not tell. */
  readonly groups?: readonly StreamGroup[];
}

/** One value within a JSON document, without what is below it. */
export interface JsonNode {
  /** Names exactly this value, member names escaped: `$["a.b"][5]`. */
  readonly path: string;
  /** Of the member, or the element's index; empty for the root. */
  readonly name: string;
  /** As `JSON.TYPE` names it: `object`, `array`, `string`, `integer`, `number`, `boolean`, `null`. */
  readonly type: string;
  /** Members, elements, or bytes of a string. */
  readonly size?: number;
  /** The value as the server writes it, digits and all; absent for objects, arrays and long strings. */
  readonly value?: string;
}

/** One page of what an object or array holds. */
export interface JsonChildren {
  readonly rows: readonly JsonNode[];
  readonly total: number;
  /** The place at which the next page begins; absent on the last. */
  readonly next?: number;
  /** The server cannot list them: too many for it to page, or out of reach. Their total is 0 when nobody knows it. */
  readonly unlisted?: true;
}

export interface JsonContent {
  readonly kind: 'json';
  readonly root: JsonNode;
  readonly children: JsonChildren;
  /** The whole document as the server writes it, where it is small. */
  readonly text?: string;
}

export interface SeriesSample {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** As the server writes it: `1.5`, `6.666666666666666E-1`, `NaN`. */
  readonly value: string;
}

export interface SeriesContent {
  readonly kind: 'series';
  readonly facts: readonly KeyFact[];
  /** The last ones, in the order of time. */
  readonly samples: readonly SeriesSample[];
}

/** One page of a key's content. `next` continues where it ended; absent on the last page. */
export type KeyContent =
  /** Its beginning; the page that `next` names is a longer beginning, up to 1 MB. */
  | { readonly kind: 'string'; readonly bytes: Buffer; readonly total: number; readonly next?: string }
  | {
      readonly kind: 'hash';
      /** `expiresAt`: of a field that expires by itself; wall time of this machine, milliseconds. */
      readonly rows: readonly { readonly field: Buffer; readonly value: Buffer; readonly expiresAt?: number }[];
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
  | StreamContent
  | JsonContent
  | SeriesContent
  | FactsContent
  /** A type without a reader of its own. */
  | { readonly kind: 'other'; readonly type: string };

export interface KeyValue {
  readonly info: KeyInfo;
  readonly content: KeyContent;
}
