import type { InspectorDraft } from '../../../src/protocol/inspectorDraft';
import type { InspectorEdit, InspectorPresent, InspectorUndo } from '../../../src/protocol/inspectorEdits';
import type { Form } from './forms';

export interface EditingModel {
  /** What is being written; absent while nobody edits. */
  readonly form: Form | undefined;
  /** What was written in that form on an earlier page. */
  readonly draft: InspectorDraft | undefined;
  /** What is there instead of what was seen when the form was opened. */
  readonly conflict: { readonly edit: InspectorEdit; readonly now: InspectorPresent } | undefined;
  /** An edit that was not taken back: what is there instead of what it left. */
  readonly stuck: { readonly undo: InspectorUndo; readonly now: InspectorPresent } | undefined;
  readonly busy: boolean;
  /** Edits that can be taken back, the newest last. */
  readonly undos: readonly InspectorUndo[];
}
