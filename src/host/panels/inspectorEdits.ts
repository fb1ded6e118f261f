import { isKeptWhenDeleted } from '../../core/keyspace/edit/keptWhenDeleted';
import type { EditOutcome, KeyEdit, Present } from '../../core/keyspace/edit/outcomes';
import { MOST_KEPT } from '../../core/keyspace/edit/plans';
import { runEdit, runUndo } from '../../core/keyspace/edit/runEdit';
import type { UndoStack } from '../../core/keyspace/edit/undoStack';
import { undoOver } from '../../core/keyspace/edit/undoStack';
import { CodedError } from '../../core/base/errors';
import type { Connection } from '../../core/redis/connection';
import { encodeBytes } from '../../protocol/bytes';
import { displayName } from '../../protocol/displayText';
import { formatBytes } from '../../protocol/format';
import type { InspectorContract } from '../../protocol/inspector';
import type { EditResult, InspectorPresent } from '../../protocol/inspectorEdits';
import type { Handlers } from '../../protocol/rpc';
import type { KeyEdit as AskedEdit } from '../actions/keyPermission';
import { permitKeyEdit } from '../actions/keyPermission';

export interface EditedKey {
  /** Throws `NOT_CONNECTED` when there is no connection. */
  readonly target: () => Connection;
  /** What can be taken back. */
  readonly undos: UndoStack;
  /** Somebody is about to change the key. */
  readonly editing: () => void;
  readonly edited: () => void;
  readonly renamed: (to: Buffer) => void;
}

/** Answers what a panel changes. */
export function editHandlers(
  key: Buffer,
  { target, undos, editing, edited, renamed }: EditedKey,
): Pick<Handlers<InspectorContract>, 'edit' | 'undo' | 'forgetUndo'> {
  return {
    async edit({ edit: sent, recreate }) {
      const edit = received(sent) as KeyEdit;
      const connection = target();
      editing();
      const end = edit.kind === 'key.delete' && { detail: await deletionWords(connection, key) };
      await permitKeyEdit(connection.profile, { ...writeOf(edit, key), ...end });
      const outcome = await runEdit(connection, key, edit, recreate === true ? { recreate: null } : {});
      if (outcome.kind === 'done' && outcome.undo) undos.push(outcome.undo, labelOf(edit));
      edited();
      if (outcome.kind === 'done' && edit.kind === 'key.rename') renamed(edit.to);
      return resultOf(outcome, undos);
    },
    async undo({ id, over }) {
      const undo = undos.get(id);
      if (!undo) throw new CodedError('NOT_FOUND', 'This edit is not kept any more, so it cannot be taken back.');
      const connection = target();
      const what = `Take the last edit of "${displayName(key, 60)}" back`;
      await permitKeyEdit(connection.profile, { removes: false, message: what, action: 'Undo' });
      const outcome = await runUndo(connection, key, over === undefined ? undo : undoOver(undo, over));
      if (outcome.kind === 'done') undos.drop(id);
      edited();
      if (outcome.kind === 'done' && undo.edit.kind === 'key.rename') renamed(undo.edit.to);
      return resultOf(outcome, undos);
    },
    forgetUndo: ({ id }) => {
      undos.drop(id);
      return null;
    },
  };
}

/** What can be done about a deletion afterwards. */
async function deletionWords(connection: Connection, key: Buffer): Promise<string> {
  return (await isKeptWhenDeleted(connection, key))
    ? 'Undo brings it back for as long as this tab is open.'
    : `A key of more than ${formatBytes(MOST_KEPT)} is not kept here: this cannot be undone.`;
}

function resultOf(outcome: EditOutcome, undos: UndoStack): EditResult {
  if (outcome.kind === 'conflict') return { kind: 'conflict', now: presentOf(outcome.present) };
  return { kind: 'done', undos: undos.list() };
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
  const isWhole = edit.kind === 'key.delete' || edit.kind === 'key.rename';
  const message = `${labelOf(edit)} ${isWhole ? '' : 'of '}${name}`;
  if (edit.kind === 'key.delete') return { removes: true, message, action: 'Delete' };
  if (edit.kind === 'key.rename') {
    return { removes: false, message: `${message} to "${displayName(edit.to, 60)}"`, action: 'Rename' };
  }
  if (!isRemoval(edit)) return { removes: false, message, action: 'Change' };
  const forGood = edit.kind === 'stream.remove' && { detail: 'An entry of a stream cannot be brought back.' };
  return { removes: true, message, action: 'Remove', ...forGood };
}

/** What it does, in words. */
function labelOf(edit: KeyEdit): string {
  if (edit.kind === 'key.delete') return 'Delete the key';
  if (edit.kind === 'key.rename') return 'Rename the key';
  if (edit.kind === 'key.expire') return 'Change the time to live';
  if (edit.kind === 'hash.expire') return `Change the time to live of ${partOf(edit)}`;
  if (edit.kind === 'stream.remove') return `Remove the entry ${edit.id}`;
  return `${isRemoval(edit) ? 'Remove' : 'Change'} ${partOf(edit)}`;
}

function isRemoval({ kind }: KeyEdit): boolean {
  return kind.endsWith('.remove');
}

function partOf(edit: KeyEdit): string {
  if ('field' in edit) return `the field "${displayName(edit.field, 60)}"`;
  if ('member' in edit) return `the member "${displayName(edit.member, 60)}"`;
  if ('index' in edit) return `the element ${String(edit.index)}`;
  return 'path' in edit ? `"${edit.path}"` : 'the value';
}
