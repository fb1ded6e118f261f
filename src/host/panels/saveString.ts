import * as vscode from 'vscode';
import { isAbortError } from '../../core/base/abort';
import { CodedError } from '../../core/base/errors';
import type { Executor } from '../../core/redis/executor';
import { displayName } from '../../protocol/displayText';
import { withProgress } from '../ui/progress';
import { writeString } from './writeString';

export interface SavedString {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Asks for a file and writes a whole string into it, a chunk at a time, with progress and a way to cancel; null when no
 * file was chosen or it was cancelled. Rejects with a `CodedError`.
 */
export async function saveString(executor: Executor, key: Buffer): Promise<SavedString | null> {
  const name = displayName(key, 60).replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'value';
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  const file = await vscode.window.showSaveDialog({
    title: 'Save the value',
    saveLabel: 'Save',
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (!file) return null;
  if (file.scheme !== 'file') {
    throw new CodedError('NOT_AVAILABLE', 'A value can be saved only on a disk of the machine that VS Code works on.');
  }
  try {
    const bytes = await withProgress(`Saving ${displayName(key, 60)}`, (signal, report) =>
      writeString(executor, key, file.fsPath, signal, report),
    );
    return { path: file.fsPath, bytes };
  } catch (error) {
    if (isAbortError(error)) return null;
    throw error;
  }
}
