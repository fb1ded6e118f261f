import type { EditOf, PresentOf } from '../core/keyspace/edit/edits';
import type { EncodedBytes } from './bytes';

/** Bytes from a webview: base64 is exact. */
export interface SentBytes {
  readonly base64: string;
}

/** A change as a person means it, with what was seen. Which commands it takes is the host's matter. */
export type InspectorEdit = EditOf<SentBytes>;

/** `bytes` is the beginning of what is there now; its SHA-1 is `seen` for whoever overwrites it. */
export type InspectorPresent = PresentOf<EncodedBytes>;

export type EditResult =
  /** `undo` names it for the request of that name; absent when there is no way back. */
  | { readonly kind: 'done'; readonly undo?: string }
  /** Nothing was changed: something else is there by now. */
  | { readonly kind: 'conflict'; readonly now: InspectorPresent };

/** Changes of one key. Each asks a person first where the connection's environment wants that. */
export type InspectorEdits = {
  /** `recreate` makes a key anew that is gone. */
  edit: { params: { edit: InspectorEdit; recreate?: boolean }; result: EditResult };
  undo: { params: { id: string }; result: EditResult };
};
