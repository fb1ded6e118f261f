import type { EditOf, PresentOf } from '../core/keyspace/edit/edits';
import type { EncodedBytes } from './bytes';
import type { InspectorDraft } from './inspectorDraft';

/** Bytes from a webview: base64 is exact. */
export interface SentBytes {
  readonly base64: string;
}

/** A change as a person means it, with what was seen. Which commands it takes is the host's matter. */
export type InspectorEdit = EditOf<SentBytes>;

/** `bytes` is the beginning of what is there now; its SHA-1 is `seen` for whoever overwrites it. */
export type InspectorPresent = PresentOf<EncodedBytes>;

/** An edit that can be taken back. */
export interface InspectorUndo {
  readonly id: string;
  /** What was done. */
  readonly label: string;
  /** It can write over another value that is there by now. */
  readonly canOver?: boolean;
}

export type EditResult =
  /** With all that can be taken back now, the newest last. */
  | { readonly kind: 'done'; readonly undos: readonly InspectorUndo[] }
  /** Nothing was changed: something else is there by now. */
  | { readonly kind: 'conflict'; readonly now: InspectorPresent };

/** Changes of one key. Each asks a person first where the connection's environment wants that. */
export type InspectorEdits = {
  /** `recreate` makes a key anew that is gone. */
  edit: { params: { edit: InspectorEdit; recreate?: boolean }; result: EditResult };
  /** What was changed since cannot be taken back, and is forgotten. */
  /** `over`: writes over a value of this SHA-1, which is there instead of what the edit left. An undo that meets another one stays. */
  undo: { params: { id: string; over?: string }; result: EditResult };
  /** Lets go of an undo that cannot be done. */
  forgetUndo: { params: { id: string }; result: null };
  /** What is being written: kept for as long as the panel is open, and nowhere but in memory. Null when there is nothing. */
  keepDraft: { params: { draft: InspectorDraft | null }; result: null };
};
