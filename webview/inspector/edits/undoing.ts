import type { InspectorContract } from '../../../src/protocol/inspector';
import type { InspectorUndo } from '../../../src/protocol/inspectorEdits';
import type { Panel } from '../../shared/rpc';
import type { Store } from '../../shared/store';
import type { EditingModel } from './editingModel';

export interface Undoing {
  readonly undo: () => void;
  /** Takes the edit back over what is there instead of what it left. */
  readonly undoOver: () => void;
  /** Leaves it for later. */
  readonly keepUndo: () => void;
  readonly forgetUndo: () => void;
}

/** Takes edits back, the newest first. One that meets something else stays, and somebody chooses. */
export function createUndoing(
  rpc: Panel<InspectorContract>['rpc'],
  store: Store<EditingModel>,
  carryOut: (work: () => Promise<void>) => void,
): Undoing {
  const drop = (id: string): void => {
    store.set({ undos: store.state.undos.filter((undo) => undo.id !== id), stuck: undefined });
  };
  const take = (undo: InspectorUndo, over?: string): void => {
    carryOut(async () => {
      const result = await rpc.request('undo', { id: undo.id, ...(over !== undefined && { over }) });
      if (result.kind === 'conflict') store.set({ stuck: { undo, now: result.now } });
      else drop(undo.id);
    });
  };
  return {
    undo() {
      const last = store.state.undos.at(-1);
      if (last) take(last);
    },
    undoOver() {
      const { stuck } = store.state;
      if (stuck?.now.kind === 'value') take(stuck.undo, stuck.now.sha1);
    },
    keepUndo() {
      store.set({ stuck: undefined });
    },
    forgetUndo() {
      const { stuck } = store.state;
      if (!stuck) return;
      carryOut(async () => {
        await rpc.request('forgetUndo', { id: stuck.undo.id });
        drop(stuck.undo.id);
      });
    },
  };
}
