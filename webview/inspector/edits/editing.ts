import type { InspectorContract, InspectorOpening } from '../../../src/protocol/inspector';
import type { InspectorDraft } from '../../../src/protocol/inspectorDraft';
import type { InspectorEdit, InspectorPresent } from '../../../src/protocol/inspectorEdits';
import type { RpcError } from '../../../src/protocol/rpc';
import type { Panel } from '../../shared/rpc';
import { createStore, type Store } from '../../shared/store';
import type { InspectorModel } from '../model';
import { fail } from '../pages';
import type { EditingModel } from './editingModel';
import { formFrom } from './formFrom';
import type { Form } from './forms';
import { latestOnly } from './latest';
import type { Undoing } from './undoing';
import { createUndoing } from './undoing';

export interface Editing extends Undoing {
  readonly store: Store<EditingModel>;
  readonly canWrite: () => boolean;
  readonly open: (form: Form) => void;
  /** Lets go of what was written. */
  readonly close: () => void;
  /** Keeps what is written over a time without a page. */
  readonly keep: (draft: InspectorDraft) => void;
  /** A change by itself, after those before it; what is being written stays. */
  readonly save: (edit: InspectorEdit, label: string) => void;
  /** What the form came to. */
  readonly saveForm: (edit: InspectorEdit) => void;
  /** Writes over what is there now, if that is still there. */
  readonly overwrite: () => void;
}

type Before = Pick<InspectorOpening, 'undos' | 'draft'>;

/** One change at a time: written in a form, sent with what was seen, and kept so that it can be taken back. */
export function createEditing(
  rpc: Panel<InspectorContract>['rpc'],
  inspector: Store<InspectorModel>,
  { undos, draft }: Before,
): Editing {
  const store = createStore<EditingModel>({
    ...{ form: draft ? formFrom(draft.source) : undefined, draft: draft ?? undefined },
    ...{ conflict: undefined, stuck: undefined, busy: false, undos },
  });
  const keep = latestOnly((kept: InspectorDraft | null) => rpc.request('keepDraft', { draft: kept }));
  const close = (): void => {
    store.set({ form: undefined, draft: undefined, conflict: undefined });
    keep(null);
  };
  const inTurn = queue(store, inspector);
  const carryOut = (work: () => Promise<void>): void => {
    if (!store.state.busy) inTurn(work);
  };
  const save = (edit: InspectorEdit, label: string): void => {
    inTurn(async () => {
      const result = await rpc.request('edit', { edit });
      if (result.kind === 'done') store.set({ undos: result.undos });
      else inspector.set({ failure: notDone(label) });
    });
  };
  const saveForm = (edit: InspectorEdit, recreate = false): void => {
    carryOut(async () => {
      const result = await rpc.request('edit', { edit, ...(recreate && { recreate }) });
      if (result.kind === 'conflict') {
        store.set({ conflict: { edit, now: result.now } });
        return;
      }
      store.set({ undos: result.undos });
      close();
    });
  };
  return {
    ...{ store, close, save, saveForm, ...createUndoing(rpc, store, carryOut) },
    canWrite: () => {
      const { connection } = inspector.state.header;
      return connection.readOnly !== true && connection.state === 'ready';
    },
    open(form) {
      store.set({ form, draft: undefined, conflict: undefined });
    },
    keep,
    overwrite() {
      const { conflict } = store.state;
      if (conflict) saveForm(withSeen(conflict.edit, conflict.now), conflict.now.kind === 'gone');
    },
  };
}

/** One change after the other, so that rows may be removed faster than the server answers. */
function queue(store: Store<EditingModel>, inspector: Store<InspectorModel>): (work: () => Promise<void>) => void {
  let waiting = 0;
  let last = Promise.resolve();
  const carryOut = async (work: () => Promise<void>): Promise<void> => {
    inspector.set({ failure: undefined });
    try {
      await work();
    } catch (error) {
      fail(inspector, error);
    }
    waiting -= 1;
    store.set({ busy: waiting > 0 });
  };
  return (work) => {
    waiting += 1;
    store.set({ busy: true });
    last = last.then(() => carryOut(work));
  };
}

/** What was not written in a form has no place for the choice. */
function notDone(label: string): RpcError {
  const message = `"${label}" was not done: something else is there by now. Look at it, then try again.`;
  return { code: 'INVALID_INPUT', message };
}

/** Whether writing over what is there now means anything: a list's places and other types are not what was meant. */
export function canOverwrite({ kind }: InspectorEdit, now: InspectorPresent): boolean {
  if (kind.endsWith('.rename') || kind === 'list.insert') return false;
  if (now.kind === 'value') return true;
  return (now.kind === 'gone' || now.kind === 'absent') && /^(string|hash|zset)\.set$/.test(kind);
}

function withSeen(edit: InspectorEdit, now: InspectorPresent): InspectorEdit {
  if (!('seen' in edit)) return edit;
  if (edit.kind.startsWith('zset.')) {
    return { ...edit, seen: now.kind === 'value' ? now.bytes.text : null } as InspectorEdit;
  }
  return { ...edit, seen: now.kind === 'value' ? { sha1: now.sha1 } : null } as InspectorEdit;
}
