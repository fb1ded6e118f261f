import * as vscode from 'vscode';
import { CodedError } from '../../core/base/errors';
import type { ProjectFile } from '../../core/scaffold/layout';

/** A file that shall be written, and what is in its place. */
export interface PlannedFile {
  readonly uri: vscode.Uri;
  readonly path: string;
  readonly text: string;
  /** What an editor or else the disk has of it; undefined where there is nothing. */
  readonly existing: string | undefined;
}

/** Whether there is a file already that says something else. Line ends are left to whoever has the file. */
export function differs({ existing, text }: PlannedFile): boolean {
  return existing !== undefined && withoutReturns(existing) !== withoutReturns(text);
}

/** Looks what is there. Throws `NOT_AVAILABLE` where nothing can be written, or a folder has the name of a file. */
export async function planFiles(folder: vscode.Uri, files: readonly ProjectFile[]): Promise<readonly PlannedFile[]> {
  if (vscode.workspace.fs.isWritableFileSystem(folder.scheme) === false) {
    throw new CodedError('NOT_AVAILABLE', 'Files cannot be written there. Choose another folder.');
  }
  return Promise.all(
    files.map(async ({ path, text }) => {
      const uri = vscode.Uri.joinPath(folder, path);
      return { uri, path, text, existing: await textAt(uri, path) };
    }),
  );
}

/**
 * Makes the files that are missing, and writes over those in `replaced`, as edits that can be undone. What came to be
 * meanwhile is left as it is. Throws `BUSY` when VS Code does not take the edits.
 */
export async function writeFiles(files: readonly PlannedFile[], replaced: readonly PlannedFile[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const missing = files.filter(({ existing }) => existing === undefined);
  // VS Code says of an empty edit that it was not done.
  if (missing.length + replaced.length === 0) return;
  for (const { uri, text } of missing) {
    edit.createFile(uri, { contents: Buffer.from(text, 'utf8'), ignoreIfExists: true });
  }
  // Undoing a file that was made anew would delete it: what is there is changed as text.
  const documents = await Promise.all(replaced.map(({ uri }) => vscode.workspace.openTextDocument(uri)));
  for (const [index, document] of documents.entries()) {
    const whole = document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
    edit.replace(document.uri, whole, replaced[index]?.text ?? '');
  }
  if (!(await vscode.workspace.applyEdit(edit))) throw notWritten();
  for (const document of documents) if (document.isDirty && !(await document.save())) throw notWritten();
}

function notWritten(): CodedError {
  const text = 'VS Code could not write all of the files. Look at the folder, and try again or choose another one.';
  return new CodedError('BUSY', text);
}

async function textAt(uri: vscode.Uri, path: string): Promise<string | undefined> {
  // What somebody types and has not saved would be lost, too.
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open?.isDirty) return open.getText();
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    const text = `Something in the folder stands in the way of "${path}" and cannot be read. Choose another folder.`;
    throw new CodedError('NOT_AVAILABLE', text, { cause: error });
  }
}

function withoutReturns(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
