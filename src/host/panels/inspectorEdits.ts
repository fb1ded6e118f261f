import type { EditOutcome, KeyEdit, Present } from '../../core/keyspace/edit/outcomes';
import { runEdit, runUndo } from '../../core/keyspace/edit/runEdit';
import { UndoStack } from '../../core/keyspace/edit/undoStack';
import { CodedError } from '../../core/base/errors';
import type { Connection } from '../../core/redis/connection';
import { encodeBytes } from '../../protocol/bytes';
import { displayName } from '../../protocol/displayText';
import type { InspectorContract } from '../../protocol/inspector';
import type { EditResult, InspectorEdits, InspectorPresent } from '../../protocol/inspectorEdits';
import type { Handlers } from '../../protocol/rpc';
import type { KeyEdit as AskedEdit } from '../actions/keyPermission';
import { permitKeyEdit } from '../actions/keyPermission';

export interface EditedKey {
  /** Throws `NOT_CONNECTED` when there is no connection. */
  readonly target: () => Connection;
  readonly edited: () => void;
  readonly renamed: (to: Buffer) => void;
}

/** Answers what a panel changes. What can be taken back is kept for as long as the panel is open. */
export function editHandlers(
  key: Buffer,
  { target, edited, renamed }: EditedKey,
): Pick<Handlers<InspectorContract>, keyof InspectorEdits> {
  const undos = new UndoStack();
  return {
    async edit({ edit: sent, recreate }) {
      const edit = received(sent) as KeyEdit;
      const connection = target();
      await permitKeyEdit(connection.profile, writeOf(edit, key));
      const outcome = await runEdit(connection, key, edit, recreate === true ? { recreate: null } : {});
      edited();
      if (outcome.kind === 'done' && edit.kind === 'key.rename') renamed(edit.to);
      return resultOf(outcome, undos);
    },
    async undo({ id }) {
      const undo = undos.get(id);
      if (!undo) throw new CodedError('NOT_FOUND', 'This edit is not kept any more, so it cannot be taken back.');
      const connection = target();
      const what = `Take the last edit of "${displayName(key, 60)}" back`;
      await permitKeyEdit(connection.profile, { removes: false, message: what, action: 'Undo' });
      const outcome = await runUndo(connection, key, undo);
      if (outcome.kind === 'done') undos.drop(id);
      edited();
      return outcome.kind === 'done' ? { kind: 'done' } : resultOf(outcome, undos);
    },
  };
}

function resultOf(outcome: EditOutcome, undos: UndoStack): EditResult {
  if (outcome.kind === 'conflict') return { kind: 'conflict', now: presentOf(outcome.present) };
  return { kind: 'done', ...(outcome.undo && { undo: undos.push(outcome.undo) }) };
}

function presentOf(present: Present): InspectorPresent {
  if (present.kind !== 'value') return present;
  return { ...present, bytes: encodeBytes(present.bytes) };
}

/** The edit with bytes where a webview sends base64. */
function received(sent: unknown): unknown {
  if (Array.isArray(sent)) return sent.map(received);
  if (typeof sent !== 'object' || sent === null) return sent;
  if ('base64' in sent && typeof sent.base64 === 'string') return Buffer.from(sent.base64, 'base64');
  return Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, received(value)]));
}

function writeOf(edit: KeyEdit, key: Buffer): AskedEdit {
  const name = `"${displayName(key, 60)}"`;
  if (edit.kind === 'key.delete') return { removes: true, message: `Delete the key ${name}`, action: 'Delete' };
  if (edit.kind === 'stream.remove') {
    const what = `Remove the entry ${edit.id} of ${name}`;
    return { removes: true, message: what, action: 'Remove', detail: 'An entry of a stream cannot be brought back.' };
  }
  if (edit.kind.endsWith('.remove'))
    return { removes: true, message: `Remove ${partOf(edit)} of ${name}`, action: 'Remove' };
  if (edit.kind === 'key.rename') {
    return { removes: false, message: `Rename the key ${name} to "${displayName(edit.to, 60)}"`, action: 'Rename' };
  }
  if (edit.kind === 'key.expire')
    return { removes: false, message: `Change the time to live of ${name}`, action: 'Change' };
  if (edit.kind === 'hash.expire') {
    return { removes: false, message: `Change the time to live of ${partOf(edit)} of ${name}`, action: 'Change' };
  }
  return { removes: false, message: `Change ${partOf(edit)} of ${name}`, action: 'Change' };
}

function partOf(edit: KeyEdit): string {
  if ('field' in edit) return `the field "${displayName(edit.field, 60)}"`;
  if ('member' in edit) return `the member "${displayName(edit.member, 60)}"`;
  if ('index' in edit) return `the element ${String(edit.index)}`;
  return 'path' in edit ? `"${edit.path}"` : 'the value';
}
