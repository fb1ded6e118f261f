import * as vscode from 'vscode';
import { CodedError } from '../../core/base/errors';
import type { SnippetClient } from '../../core/snippets/clients';
import { missingImports } from '../../core/snippets/imports/missingImports';
import { indentedAs } from '../../core/snippets/indentation';
import { neededCode } from '../../core/snippets/needed';
import { missingHeader, placementOf } from '../../core/snippets/placement';
import type { TabStop } from '../../core/snippets/regions';
import type { InsertableCode } from '../../core/snippets/render';
import { toSnippetText } from '../../core/snippets/render';
import { indentUnit } from './indentUnit';

export interface Insertion {
  readonly code: InsertableCode;
  readonly tabStops: readonly TabStop[];
  readonly client: SnippetClient;
  /** What a class is called that has to be made around the code. */
  readonly name: string;
}

/** No undo stop between the edits of one insertion: one undo takes them all back. */
const FIRST = { undoStopBefore: true, undoStopAfter: false };
const NEXT = { undoStopBefore: false, undoStopAfter: false };
// Lines have the indentation that they shall have: VS Code would add that of the place, also to empty ones and to texts.
const LAST = { undoStopBefore: false, undoStopAfter: true, keepWhitespace: true };

/**
 * Puts code where functions may stand at or below the first cursor, and the imports that it needs on top, in one undo step:
 * without the client and the helpers that the document has already.
 * Throws `BUSY` when the editor does not take it, and `NOT_AVAILABLE` when the file is read-only.
 */
export async function insertCode(editor: vscode.TextEditor, insertion: Insertion): Promise<void> {
  const { document } = editor;
  const { client, code } = insertion;
  const place = { languageId: document.languageId, text: document.getText() };
  const { imports, body, caret } = neededCode(place, editor.selection.active.line, code, client);
  const header = missingHeader(document.languageId, document.getText());
  const added = await insertLines(editor, 0, header, FIRST);
  const line = await addImports(editor, caret + added, imports, client);
  await addBody(editor, line, body, insertion);
}

/** Inserts text at the beginning of a line; answers how many lines it has. */
async function insertLines(
  editor: vscode.TextEditor,
  at: number,
  text: string,
  options: typeof FIRST,
): Promise<number> {
  // Also where there is nothing to insert: the stop before belongs to the whole insertion.
  await done(
    editor,
    text,
    editor.edit((builder) => builder.insert(new vscode.Position(at, 0), text), options),
  );
  return text.split('\n').length - 1;
}

/** Adds the missing imports; answers the line where the code goes: the cursor's, or below all imports. */
async function addImports(
  editor: vscode.TextEditor,
  caret: number,
  imports: readonly string[],
  { importSyntax }: SnippetClient,
): Promise<number> {
  const { document } = editor;
  const { lines, at, inside } = missingImports(document.getText(), imports, importSyntax);
  const cursor = Math.max(caret, at);
  if (lines.length === 0) return Math.min(cursor, document.lineCount - 1);
  const atEnd = at >= document.lineCount;
  const place = atEnd ? document.lineAt(document.lineCount - 1).range.end : new vscode.Position(at, 0);
  const before = atEnd && place.character > 0 ? '\n' : '';
  const after = atEnd || inside || document.lineAt(at).isEmptyOrWhitespace ? '\n' : '\n\n';
  const text = `${before}${lines.join('\n')}${after}`;
  await done(
    editor,
    text,
    editor.edit((builder) => builder.insert(place, text), NEXT),
  );
  return Math.min(cursor + text.split('\n').length - 1, document.lineCount - 1);
}

/** Puts the code on lines of its own, below the text that stands where it may go. */
async function addBody(
  editor: vscode.TextEditor,
  caret: number,
  body: string,
  { client, tabStops, name }: Insertion,
): Promise<void> {
  const { document } = editor;
  const { line, frame, indent = '', levels = 0 } = placementOf(document.languageId, document.getText(), caret, name);
  const unit = indentUnit(editor, client);
  const code = indentedAs(body, client, { base: indent + unit.repeat(levels), unit });
  const framed = frame ? `${frame.before}${code}${frame.after}` : code;
  const { range, isEmptyOrWhitespace } = document.lineAt(line);
  const above = line > 0 && !document.lineAt(line - 1).isEmptyOrWhitespace;
  const before = isEmptyOrWhitespace ? (above ? '\n' : '') : '\n\n';
  const isApart = line + 1 < document.lineCount && document.lineAt(line + 1).isEmptyOrWhitespace;
  const text = toSnippetText(`${before}${framed}${isApart ? '' : '\n'}`, tabStops);
  // Spaces on an empty line would stand before the code.
  const place = isEmptyOrWhitespace ? range : new vscode.Range(range.end, range.end);
  // One place: with several cursors the code would be there several times.
  await done(editor, text, editor.insertSnippet(new vscode.SnippetString(text), place, LAST));
}

/** VS Code says no word of a read-only file: of its answers some are no, and some are yes though nothing changed. */
async function done({ document }: vscode.TextEditor, text: string, work: Thenable<boolean>): Promise<void> {
  const before = document.version;
  const isTaken = await work;
  if (text !== '' && document.version === before) {
    const message = 'The code was not inserted, because this file is read-only. Make it writable, or insert elsewhere.';
    throw new CodedError('NOT_AVAILABLE', message);
  }
  if (isTaken) return;
  throw new CodedError('BUSY', 'The editor did not take the code because it changed meanwhile. Try again.');
}
