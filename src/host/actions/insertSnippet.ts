import * as vscode from 'vscode';
import type { AnyPattern } from '../../core/patterns/contract';
import type { PatternSessions } from '../../core/patterns/session';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { SnippetClient } from '../../core/snippets/clients';
import { showCode } from '../editor/codeDocuments';
import { insertCode } from '../editor/insertCode';
import { snippetCode } from '../editor/snippetCode';
import { offerInstall } from '../ui/messages';
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
   * not have the client.
   */
  async insert(pattern: AnyPattern, clientId?: string): Promise<void> {
    const { editors } = this.options;
    const { client, marker, isMissing } = await this.choose(pattern, clientId);
    const { code, tabStops } = snippetCode(pattern, client, marker);
    const editor = (await editors.show((document) => fits(document, client))) ?? (await newEditor(client));
    if (isBlank(editor.document) && editor.document.languageId === 'plaintext') {
      await vscode.languages.setTextDocumentLanguage(editor.document, client.languageIds[0]);
    }
    await insertCode(editor, { ...code, tabStops, client, name: classNameOf(pattern) });
    if (isMissing) void offerInstall(client.title, client.install);
  }

  /** Shows the code beside the editor, as it would be inserted, to be looked at before. */
  async preview(pattern: AnyPattern): Promise<void> {
    const { client, marker } = await this.choose(pattern);
    const { code } = snippetCode(pattern, client, marker);
    const content = [...code.imports, '', code.body, ''].join('\n').trimStart();
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

async function newEditor({ languageIds: [language] }: SnippetClient): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content: '' }));
}

/** `rate-limiting` is `RateLimiting`. */
function classNameOf({ id }: AnyPattern): string {
  return id.replace(/(?:^|-)(\w)/g, (_all, letter: string) => letter.toUpperCase());
}
