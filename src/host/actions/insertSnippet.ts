import * as vscode from 'vscode';
import type { AnyPattern } from '../../core/patterns/contract';
import type { PatternSessions } from '../../core/patterns/session';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { SnippetClient } from '../../core/snippets/clients';
import { findMarker } from '../../core/snippets/marker';
import { bodyOf } from '../../core/snippets/render';
import { showCode } from '../editor/codeDocuments';
import { insertCode } from '../editor/insertCode';
import { snippetCode } from '../editor/snippetCode';
import { decide, offerInstall } from '../ui/messages';
import type { LastEditor } from './lastEditor';
import type { SnippetChoice } from './chooseSnippet';
import { chooseSnippet } from './chooseSnippet';
import { WorkspaceClients } from './workspaceClients';

export interface SnippetInserterOptions {
  readonly editors: LastEditor;
  /** Remembers which client was chosen. */
  readonly state: vscode.Memento;
  readonly connections: ConnectionManager;
  readonly sessions: PatternSessions;
}

/** Brings a pattern's code into the user's editor. */
export class SnippetInserter {
  private readonly workspace: WorkspaceClients;

  constructor(private readonly options: SnippetInserterOptions) {
    this.workspace = new WorkspaceClients(options.state);
  }

  /**
   * Inserts the code into the editor that people were last in, its imports on top where they are missing, all in one undo
   * step. Without an editor of a fitting language a new document is opened. Says what to install where the workspace does
   * not have the client, and asks where the document has the pattern's code already.
   */
  async insert(pattern: AnyPattern, clientId?: string): Promise<void> {
    const { editors } = this.options;
    const { client, marker, isMissing } = await this.choose(pattern, clientId);
    const { code, tabStops } = snippetCode(pattern, client, marker);
    const editor = (await editors.show((document) => fits(document, client))) ?? (await newEditor(client));
    if (isBlank(editor.document) && editor.document.languageId === 'plaintext') {
      await vscode.languages.setTextDocumentLanguage(editor.document, client.languageIds[0]);
    }
    if (await isEnough(editor, pattern)) return;
    await insertCode(editor, { code, tabStops, client, name: classNameOf(pattern) });
    if (isMissing) void offerInstall(client.title, client.install);
  }

  /** Shows the code beside the editor, as it would be inserted, to be looked at before. */
  async preview(pattern: AnyPattern): Promise<void> {
    const { client, marker } = await this.choose(pattern);
    const { code } = snippetCode(pattern, client, marker);
    const content = [...code.imports, '', bodyOf(code), ''].join('\n').trimStart();
    await showCode(`${pattern.title}.${client.extension}`, content);
  }

  private choose(pattern: AnyPattern, clientId?: string): Promise<SnippetChoice> {
    const { editors, connections, sessions } = this.options;
    const session = sessions.all.find((one) => one.pattern === pattern && one.connection === connections.active);
    return chooseSnippet({ pattern, session, ...(clientId !== undefined && { clientId }) }, editors, this.workspace);
  }
}

/** Code goes among code of its language, or into a document that nothing is in yet. */
function fits(document: vscode.TextDocument, { languageIds }: SnippetClient): boolean {
  return languageIds.includes(document.languageId) || (document.languageId === 'plaintext' && isBlank(document));
}

function isBlank(document: vscode.TextDocument): boolean {
  return document.getText().trim() === '';
}

/** Shows code of the pattern that the document has already, and asks whether that will do: a second one declares the same. */
async function isEnough(editor: vscode.TextEditor, { id, title }: AnyPattern): Promise<boolean> {
  const line = findMarker(editor.document.getText(), id);
  if (line === undefined) return false;
  const { range } = editor.document.lineAt(line);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  const message = `This file already has the code of ${title}.`;
  const detail = `It begins at line ${String(line + 1)}. Inserted again, it declares the same names a second time.`;
  if ((await decide({ message, detail }, 'Go to It', 'Insert Again')) === 'Insert Again') return false;
  editor.selection = new vscode.Selection(range.start, range.start);
  return true;
}

async function newEditor({ languageIds: [language] }: SnippetClient): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content: '' }));
}

/** `rate-limiting` is `RateLimiting`. */
function classNameOf({ id }: AnyPattern): string {
  return id.replace(/(?:^|-)(\w)/g, (_all, letter: string) => letter.toUpperCase());
}
