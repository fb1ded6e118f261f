import type * as strings from '../core/keyspace/strings/stringTypes';
import type { EncodedBytes } from './bytes';
import type { InspectorRow } from './inspectorRow';
import type { Handlers } from './rpc';

export interface InspectorStreamEntry {
  readonly id: string;
  readonly fields: readonly { readonly name: EncodedBytes; readonly value: EncodedBytes }[];
}

export interface InspectorGroup {
  readonly name: EncodedBytes;
  readonly consumers: number;
  readonly pending: number;
  readonly lastId: string;
  readonly lag?: number;
}

export interface InspectorConsumer {
  readonly name: EncodedBytes;
  readonly pending: number;
  /** Milliseconds. */
  readonly idle: number;
}

export interface InspectorPending {
  readonly id: string;
  readonly consumer: EncodedBytes;
  /** Milliseconds. */
  readonly idle: number;
  readonly deliveries: number;
}

/** One value within a JSON document. JSON is text, so these are no bytes. See `JsonNode` of core. */
export interface InspectorJsonNode {
  /** Names exactly this value, member names escaped. */
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly size?: number;
  /** As the server writes it. */
  readonly value?: string;
}

export interface InspectorJsonChildren {
  readonly rows: readonly InspectorJsonNode[];
  readonly total: number;
  readonly next?: number;
  readonly unlisted?: true;
}

/** `text` is a JSON array of the matches; absent where it would be too much to read. */
export interface InspectorJsonMatches {
  readonly count: number;
  readonly memory?: number;
  readonly text?: string;
}

export interface InspectorSample {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** In the server's digits. */
  readonly value: string;
}

/** In degrees, in the server's digits. */
export interface InspectorPosition {
  readonly longitude: string;
  readonly latitude: string;
}

/** `next` asks for what follows; absent on the last page. */
export interface PartPage<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}

// Webviews know core only by way of the protocol.
export type StringForm = strings.StringForm;
export type DecodedForm = strings.DecodedForm;

/** What came out of a string that was unpacked. */
export type DecodedString =
  | { readonly kind: 'bytes'; readonly value: EncodedBytes; readonly cut?: 'bound' | 'input' }
  | { readonly kind: 'hyperloglog'; readonly facts: strings.HyperLogLog };

export interface SearchParams {
  readonly kind: 'hash' | 'list' | 'set' | 'zset';
  readonly text: string;
  /** Of a list: the whole element. */
  readonly exact?: boolean;
  readonly from?: string;
}

export interface SearchResult {
  readonly rows: readonly InspectorRow[];
  /** Rows looked at since the search began. */
  readonly looked: number;
  readonly total: number;
  readonly next?: string;
}

export interface ScoreRangeParams {
  readonly order: 'highest' | 'lowest';
  /** `5`, `(5` without 5 itself, `-inf`; empty for no bound. */
  readonly min: string;
  readonly max: string;
  readonly offset: number;
  readonly count: number;
}

export interface ScoreRangeResult {
  readonly rows: readonly InspectorRow[];
  /** Members of the whole range. */
  readonly total: number;
}

/** A hash's field, or an index of a list. */
export interface RowPlaceParams {
  readonly field?: { readonly base64: string };
  readonly index?: number;
}

export interface InspectorNeighbour {
  readonly element: EncodedBytes;
  /** From 0 to 1, where 1 is the same direction; as the server writes it. */
  readonly similarity: string;
}

/**
 * Parts of a value that a view asks for by itself, beyond the first page that the host pushes. A request says what is
 * wanted in the words of the type, never in commands: those are chosen by the host.
 */
export type InspectorParts = {
  /** `from` is an entry's id, which does not come again; `start` is that of the first one that may, or its time alone. */
  streamEntries: {
    params: { newestFirst: boolean; from?: string; start?: string };
    result: PartPage<InspectorStreamEntry>;
  };
  /** `group` in base64. */
  streamConsumers: { params: { group: string }; result: readonly InspectorConsumer[] };
  streamPending: { params: { group: string; from?: string }; result: PartPage<InspectorPending> };
  /** What is below a node, from a place on. */
  jsonChildren: { params: { path: string; from: number }; result: InspectorJsonChildren };
  /** The text of a node; `null` where it is gone or too large. */
  jsonText: { params: { path: string }; result: string | null };
  jsonMatches: { params: { path: string }; result: InspectorJsonMatches };
  /** A whole time series as averages of stretches of equal length. */
  seriesOverview: { params: null; result: { stretchMs: number; samples: readonly InspectorSample[] } };
  /** Where these members (base64) are; null for one that is gone. */
  geoPositions: { params: { members: readonly string[] }; result: readonly (InspectorPosition | null)[] };
  /** Some members of a vector set, by chance. */
  vectorSample: { params: null; result: readonly EncodedBytes[] };
  /** The elements nearest to one (base64) of a vector set, itself first; null when it is gone. */
  vectorNeighbours: { params: { element: string }; result: readonly InspectorNeighbour[] | null };
  /** The string unpacked, within bounds; null when it is empty or gone. */
  decodeString: { params: { form: DecodedForm }; result: DecodedString | null };
  /** The whole string to a file that is asked for; null when none was chosen. */
  saveString: { params: null; result: { path: string; bytes: number } | null };
  /** More of a value that its row shows only the beginning of; null when it is gone. */
  rowValue: {
    /** `whole`: all of it, up to 4 MB; else as much as one reads. */
    params: RowPlaceParams & { whole?: boolean };
    /** The SHA-1 (hex) is that of all of it. */
    result: { value: EncodedBytes; total: number; sha1: string } | null;
  };
  /** The value of a row to a file that is asked for; null when none was chosen. */
  saveRow: { params: RowPlaceParams; result: { path: string; bytes: number } | null };
  /** One step of a search in a collection; `next` of the step before goes on. Null when the key is gone. */
  search: { params: SearchParams; result: SearchResult | null };
  /** A page of a sorted set in an order, or between two scores; null when the key is gone. */
  scoreRange: { params: ScoreRangeParams; result: ScoreRangeResult | null };
};

/** What answers them. */
export type PartHandlers = Handlers<{ requests: InspectorParts; events: Record<string, unknown> }>;
