import type { Environment } from '../core/redis/profile';
import type { EncodedBytes } from './bytes';

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
}

/** One row of a collection; which parts there are depends on the kind. */
export interface InspectorRow {
  readonly index?: number;
  readonly name?: EncodedBytes;
  readonly value?: EncodedBytes;
  readonly score?: string;
}

export type InspectorContent =
  | { readonly kind: 'string'; readonly value: EncodedBytes; readonly total: number }
  | { readonly kind: 'hash' | 'list' | 'set' | 'zset'; readonly rows: readonly InspectorRow[]; readonly next?: string }
  | { readonly kind: 'other'; readonly type: string };

export type InspectorView =
  | { readonly kind: 'value'; readonly info: InspectorKey; readonly content: InspectorContent }
  /** The key is not there; what was shown last stays, greyed. */
  | { readonly kind: 'gone'; readonly reason: 'expired' | 'deleted'; readonly at: number }
  | { readonly kind: 'problem'; readonly code: string; readonly message: string };

export interface InspectorHeader {
  readonly key: EncodedBytes;
  readonly connection: {
    readonly name: string;
    readonly environment: Environment;
    readonly state: string;
    readonly problem?: string;
  };
}

export type InspectorContract = {
  requests: {
    load: { params: null; result: { header: InspectorHeader; view: InspectorView } };
    /** The page that `next` names, to append. */
    more: { params: { next: string }; result: InspectorContent };
    refresh: { params: null; result: null };
    copyText: { params: { text: string }; result: null };
    reconnect: { params: null; result: null };
  };
  events: {
    header: InspectorHeader;
    /** The first page again, when it changed. */
    view: InspectorView;
  };
};
