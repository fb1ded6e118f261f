import * as vscode from 'vscode';
import { CodedError } from '../../core/base/errors';
import type { AnyPattern } from '../../core/patterns/contract';
import type { SnippetClient } from '../../core/snippets/clients';
import { snippetClients } from '../../core/snippets/clients';
import { missingImports } from '../../core/snippets/imports';
import { readRegions, readTabStops } from '../../core/snippets/regions';
import { insertableCode, toSnippetText } from '../../core/snippets/render';
import { askChoice } from '../ui/inputs';
import type { LastEditor } from './lastEditor';

/**
 * Inserts a pattern's code into the editor that people were last in, its imports on top where they are missing, all in
 * one undo step. Without an editor of a fitting language a new document is opened. `clientId` is asked for when several
 * clients fit.
 */
export async function insertSnippet(pattern: AnyPattern, editors: LastEditor, clientId?: string): Promise<void> {
  const client = await chooseClient(pattern, clientId);
  const source = pattern.snippets.find((snippet) => snippet.client === client.id)?.source ?? '';
  const editor = (await editors.show((document) => fits(document, client))) ?? (await newEditor(client));
  if (isBlank(editor.document) && editor.document.languageId === 'plaintext') {
    await vscode.languages.setTextDocumentLanguage(editor.document, client.languageIds[0]);
  }
  const { imports, body } = insertableCode(readRegions(source));
  const line = await addImports(editor, imports);
  await addBody(editor, line, body, readTabStops(source));
}

async function chooseClient(pattern: AnyPattern, clientId: string | undefined): Promise<SnippetClient> {
  const clients = snippetClients.filter(({ id }) => pattern.snippets.some(({ client }) => client === id));
  const wanted = clientId === undefined ? clients : clients.filter(({ id }) => id === clientId);
  const [first, ...others] = wanted;
  if (!first) throw new CodedError('NOT_AVAILABLE', `${pattern.title} has no code for this client.`);
  const { activeTextEditor } = vscode.window;
  const fitting = wanted.filter(({ languageIds }) => languageIds.includes(activeTextEditor?.document.languageId ?? ''));
  const [only] = fitting;
  if (others.length === 0 || (only && fitting.length === 1)) return only ?? first;
  return askChoice(
    { title: `Insert ${pattern.title}`, placeholder: 'Choose the language and client' },
    (fitting.length > 0 ? fitting : wanted).map((client) => ({ label: client.title, value: client })),
  );
}

/** Code goes among code of its language, or into a document that nothing is in yet. */
function fits(document: vscode.TextDocument, { languageIds }: SnippetClient): boolean {
  return languageIds.includes(document.languageId) || (document.languageId === 'plaintext' && isBlank(document));
}

function isBlank(document: vscode.TextDocument): boolean {
  return document.getText().trim() === '';
}

async function newEditor({ languageIds: [language] }: SnippetClient): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content: '' }));
}

/** Adds the missing imports; answers the line where the code goes: the cursor's, or below all imports. */
async function addImports(editor: vscode.TextEditor, imports: readonly string[]): Promise<number> {
  const { document } = editor;
  const { lines, at } = missingImports(document.getText(), imports);
  const cursor = Math.max(editor.selection.active.line, at);
  if (lines.length === 0) return Math.min(cursor, document.lineCount - 1);
  const atEnd = at >= document.lineCount;
  const place = atEnd ? document.lineAt(document.lineCount - 1).range.end : new vscode.Position(at, 0);
  const before = atEnd && place.character > 0 ? '\n' : '';
  const after = atEnd || document.lineAt(at).isEmptyOrWhitespace ? '\n' : '\n\n';
  const text = `${before}${lines.join('\n')}${after}`;
  // No stop after it, none before the code: one undo takes both back.
  await edit(editor.edit((builder) => builder.insert(place, text), { undoStopBefore: true, undoStopAfter: false }));
  const added = text.split('\n').length - 1;
  return Math.min(cursor + added, document.lineCount - 1);
}

/** Puts the code on lines of its own, below the text that stands in `line`. */
async function addBody(
  editor: vscode.TextEditor,
  line: number,
  body: string,
  tabStops: readonly string[],
): Promise<void> {
  const { document } = editor;
  const { range, isEmptyOrWhitespace } = document.lineAt(line);
  const above = line > 0 && !document.lineAt(line - 1).isEmptyOrWhitespace;
  const before = isEmptyOrWhitespace ? (above ? '\n' : '') : '\n\n';
  const below = line + 1 < document.lineCount && !document.lineAt(line + 1).isEmptyOrWhitespace;
  const text = toSnippetText(`${before}${body}\n${below ? '\n' : ''}`, tabStops);
  const options = { undoStopBefore: false, undoStopAfter: true };
  await edit(editor.insertSnippet(new vscode.SnippetString(text), range.end, options));
}

async function edit(done: Thenable<boolean>): Promise<void> {
  if (!(await done))
    throw new CodedError('BUSY', 'The editor did not take the code because it changed meanwhile. Try again.');
}
