import type { WatchWay } from '../core/keyspace/watch/way';
import type { StringForm } from '../core/keyspace/strings/stringTypes';
import type { ConnectionBadge } from './connectionBadge';
import type { EncodedBytes } from './bytes';
import type { InspectorDraft } from './inspectorDraft';
import type { InspectorEdits, InspectorUndo } from './inspectorEdits';
import type {
  InspectorGroup,
  InspectorJsonChildren,
  InspectorJsonNode,
  InspectorParts,
  InspectorSample,
  InspectorStreamEntry,
} from './inspectorParts';
import type { InspectorRow } from './inspectorRow';

export interface InspectorKey {
  readonly key: EncodedBytes;
  readonly type: string;
  readonly ttlMs?: number;
  /** Wall time of reading, milliseconds. */
  readonly readAt: number;
  readonly encoding?: string;
  readonly memory?: number;
  readonly length?: number;
  readonly idle?: number;
  /** Of a cluster: the key's slot, and the address of the node that has it. */
  readonly slot?: number;
  readonly node?: string;
}

/** The beginning of a string of `total` bytes. */
export interface InspectorString {
  readonly kind: 'string';
  readonly value: EncodedBytes;
  readonly total: number;
  /** Forms that it is likely to be meant in, the likeliest first. */
  readonly forms?: readonly StringForm[];
  /** Names a longer beginning. */
  readonly next?: string;
}

/** What a type without rows tells about itself, in the server's words. */
export interface InspectorFacts {
  readonly kind: 'facts';
  readonly type: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly items?: readonly { readonly value: EncodedBytes; readonly note: string }[];
}

export interface InspectorStream {
  readonly kind: 'stream';
  /** Newest first. */
  readonly entries: readonly InspectorStreamEntry[];
  /** The id after which older entries begin; absent when these are all. */
  readonly after?: string;
  /** Absent where the server would not tell. */
  readonly groups?: readonly InspectorGroup[];
}

export interface InspectorJson {
  readonly kind: 'json';
  readonly root: InspectorJsonNode;
  readonly children: InspectorJsonChildren;
  /** The whole document where it is small. */
  readonly text?: string;
}

export interface InspectorSeries {
  readonly kind: 'series';
  readonly facts: InspectorFacts['facts'];
  /** The last ones, in the order of time. */
  readonly samples: readonly InspectorSample[];
}

export type InspectorContent =
  | InspectorString
  | { readonly kind: 'hash' | 'list' | 'set' | 'zset'; readonly rows: readonly InspectorRow[]; readonly next?: string }
  | InspectorStream
  | InspectorJson
  | InspectorSeries
  | InspectorFacts
  | { readonly kind: 'other'; readonly type: string };

export type InspectorView =
  | { readonly kind: 'value'; readonly info: InspectorKey; readonly content: InspectorContent }
  /** The key is not there; what was shown last stays, greyed. Of a missing one nothing was ever seen here. */
  | { readonly kind: 'gone'; readonly reason: 'expired' | 'deleted' | 'missing'; readonly at: number }
  | { readonly kind: 'problem'; readonly code: string; readonly message: string };

export interface InspectorHeader {
  readonly key: EncodedBytes;
  readonly connection: ConnectionBadge & { readonly problem?: string };
  /** Single fields of a hash can be given a time to live. */
  readonly fieldTtl?: boolean;
  /** How changes of the key are noticed now; absent while nobody looks, or it is being set up. */
  readonly live?: WatchWay;
}

/** What a page shows when it opens. */
export interface InspectorOpening {
  readonly header: InspectorHeader;
  readonly view: InspectorView;
  /** False while the panel shows whatever key is chosen next. */
  readonly pinned: boolean;
  readonly undos: readonly InspectorUndo[];
  readonly draft: InspectorDraft | null;
}

export type InspectorContract = {
  requests: {
    load: { params: null; result: InspectorOpening };
    /** The page that `next` names, to append. */
    more: { params: { next: string }; result: InspectorContent };
    pin: { params: { pinned: boolean }; result: null };
    refresh: { params: null; result: null };
    copyText: { params: { text: string }; result: null };
    /** The name of the key: of bytes that only the host knows how to write. */
    copyName: { params: null; result: null };
    /** Opens what somebody saw, and what is there now, in a diff editor beside the panel. */
    compare: { params: { seen: string; now: string; json: boolean }; result: null };
    reconnect: { params: null; result: null };
  } & InspectorParts &
    InspectorEdits;
  events: {
    header: InspectorHeader;
    /** The first page again, when it changed. */
    view: InspectorView;
    pinned: boolean;
  };
};
