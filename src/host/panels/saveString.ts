import * as vscode from 'vscode';
import { isAbortError } from '../../core/base/abort';
import { CodedError } from '../../core/base/errors';
import type { RowPlace } from '../../core/keyspace/readRowValue';
import type { Executor } from '../../core/redis/executor';
import { displayName } from '../../protocol/displayText';
import type { ProgressReport } from '../ui/progress';
import { withProgress } from '../ui/progress';
import { writeRow, writeString } from './writeString';

export interface SavedString {
  readonly path: string;
  readonly bytes: number;
}

/** Saves a whole string to a file that is asked for; null when none was chosen. */
export function saveString(executor: Executor, key: Buffer): Promise<SavedString | null> {
  return save(displayName(key, 60), (path, signal, report) => writeString(executor, key, path, signal, report));
}

/** Saves the value of a field or an element. */
export function saveRow(executor: Executor, key: Buffer, place: RowPlace): Promise<SavedString | null> {
  const part = 'field' in place ? displayName(place.field, 60) : String(place.index);
  return save(`${displayName(key, 60)} ${part}`, (path, signal) => writeRow(executor, key, place, path, signal));
}

/**
 * Asks for a file and has it written, with progress and a way to cancel; null when no file was chosen or it was cancelled.
 * Rejects with a `CodedError`.
 */
async function save(
  name: string,
  write: (path: string, signal: AbortSignal, report: (report: ProgressReport) => void) => Promise<number>,
): Promise<SavedString | null> {
  const fileName = name.replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'value';
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  const file = await vscode.window.showSaveDialog({
    title: 'Save the value',
    saveLabel: 'Save',
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, fileName) }),
  });
  if (!file) return null;
  if (file.scheme !== 'file') {
    throw new CodedError('NOT_AVAILABLE', 'A value can be saved only on a disk of the machine that VS Code works on.');
  }
  try {
    const bytes = await withProgress(`Saving ${name}`, (signal, report) => write(file.fsPath, signal, report));
    return { path: file.fsPath, bytes };
  } catch (error) {
    if (isAbortError(error)) return null;
    throw error;
  }
}
