import type { InspectorContent } from '../../../src/protocol/inspector';

/** Rows that somebody asked for, shown in place of those that come with the key. */
export interface Found {
  readonly content: Extract<InspectorContent, { rows: unknown }>;
  /** What they are, below them. */
  readonly words: string;
  /** More of them is on its way. */
  readonly running: boolean;
  /** How to go on, while there is more. */
  readonly next?: { readonly label: string; readonly press: () => void };
  /** The filter box narrows them; what was searched for has been by the server. */
  readonly narrowed: boolean;
}
