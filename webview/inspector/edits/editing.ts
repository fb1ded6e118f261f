import type { InspectorContract } from '../../../src/protocol/inspector';
import type { EditResult, InspectorEdit, InspectorPresent } from '../../../src/protocol/inspectorEdits';
import type { RpcError } from '../../../src/protocol/rpc';
import type { Panel } from '../../shared/rpc';
import { createStore, type Store } from '../../shared/store';
import type { InspectorModel } from '../model';
import { fail } from '../pages';
import type { Form } from './forms';

export interface EditingModel {
  /** What is being written; absent while nobody edits. */
  readonly form: Form | undefined;
  /** What is there instead of what was seen when the form was opened. */
  readonly conflict: { readonly edit: InspectorEdit; readonly now: InspectorPresent } | undefined;
  readonly busy: boolean;
  /** Edits that can be taken back, the newest last. */
  readonly undos: readonly { readonly id: string; readonly label: string }[];
}

export interface Editing {
  readonly store: Store<EditingModel>;
  readonly canWrite: () => boolean;
  readonly open: (form: Form) => void;
  /** Lets go of what was written. */
  readonly close: () => void;
  readonly save: (edit: InspectorEdit, label: string) => void;
  /** Writes over what is there now, if that is still there. */
  readonly overwrite: () => void;
  readonly undo: () => void;
}

/** One change at a time: written in a form, sent with what was seen, and kept so that it can be taken back. */
export function createEditing(rpc: Panel<InspectorContract>['rpc'], inspector: Store<InspectorModel>): Editing {
  const store = createStore<EditingModel>({ form: undefined, conflict: undefined, busy: false, undos: [] });
  const close = (): void => {
    store.set({ form: undefined, conflict: undefined });
  };
  const done = (result: EditResult, edit: InspectorEdit, label: string): void => {
    if (result.kind === 'conflict') {
      store.set({ conflict: { edit, now: result.now } });
      if (!store.state.form) inspector.set({ failure: notDone(label) });
      return;
    }
    const undos = result.undo === undefined ? [] : [{ id: result.undo, label }];
    store.set({ undos: [...store.state.undos, ...undos] });
    close();
  };
  const carryOut = async (work: () => Promise<void>): Promise<void> => {
    if (store.state.busy) return;
    store.set({ busy: true });
    inspector.set({ failure: undefined });
    try {
      await work();
    } catch (error) {
      fail(inspector, error);
    }
    store.set({ busy: false });
  };
  const send = (edit: InspectorEdit, label: string, recreate = false): void => {
    void carryOut(async () => {
      done(await rpc.request('edit', { edit, ...(recreate && { recreate }) }), edit, label);
    });
  };
  return {
    store,
    canWrite: () => {
      const { connection } = inspector.state.header;
      return connection.readOnly !== true && connection.state === 'ready';
    },
    open(form) {
      store.set({ form, conflict: undefined });
    },
    close,
    save: send,
    overwrite() {
      const { conflict } = store.state;
      if (!conflict) return;
      send(withSeen(conflict.edit, conflict.now), 'overwriting', conflict.now.kind === 'gone');
    },
    undo() {
      const last = store.state.undos.at(-1);
      if (!last) return;
      void carryOut(async () => {
        const result = await rpc.request('undo', { id: last.id });
        store.set({ undos: store.state.undos.filter(({ id }) => id !== last.id) });
        if (result.kind === 'done') return;
        const message = `"${last.label}" was not taken back: the key was changed since.`;
        inspector.set({ failure: { code: 'INVALID_INPUT', message } });
      });
    },
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
