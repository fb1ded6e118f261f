import type { InspectorContract } from '../../src/protocol/inspector';
import type { InspectorEdits } from '../../src/protocol/inspectorEdits';
import type { InspectorParts } from '../../src/protocol/inspectorParts';
import type { Store } from '../shared/store';
import type { Editing } from './edits/editing';
import type { Kept } from './kept';
import type { InspectorModel } from './model';

type Method = Exclude<
  keyof InspectorContract['requests'],
  'load' | 'more' | keyof InspectorParts | keyof InspectorEdits
>;

/** What every view of the inspector is given. */
export interface InspectorContext {
  readonly store: Store<InspectorModel>;
  readonly kept: Kept;
  readonly keep: (change: Partial<Kept>) => void;
  readonly ask: <M extends Method>(method: M, params: InspectorContract['requests'][M]['params']) => void;
  /** Asks for a part of the value that the view did not bring. Rejects as the RPC client does: see `fail`. */
  readonly part: <M extends keyof InspectorParts>(
    method: M,
    params: InspectorParts[M]['params'],
    signal?: AbortSignal,
  ) => Promise<InspectorParts[M]['result']>;
  /** Asks for the next page and appends it. */
  readonly more: () => void;
  /** What changes the key. */
  readonly editing: Editing;
}
