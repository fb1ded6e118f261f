import * as vscode from 'vscode';
import type { AnyPattern } from '../../core/patterns/contract';
import type { PatternSession } from '../../core/patterns/session';
import type { SnippetClient } from '../../core/snippets/clients';
import { findMarker } from '../../core/snippets/marker';
import { bodyOf } from '../../core/snippets/render';
import { CodePreview, showCode } from '../editor/codeDocuments';
import { insertCode } from '../editor/insertCode';
import type { SessionOf } from '../editor/snippetCode';
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
  /** The pattern's session on the active connection, if it has one. */
  readonly sessionOf: SessionOf;
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
   * not have the client, and asks where the document has the pattern's code already. While it asks for what is not in
   * `wish`, it shows what would be inserted.
   */
  async insert(pattern: AnyPattern, wish: SnippetWish = {}): Promise<void> {
    const { editors } = this.options;
    const { client, choice, marker, isMissing } = await this.choose(pattern, wish);
    const { code, tabStops } = snippetCode(pattern, client, choice, marker);
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
    const chosen = await this.choose(pattern, {});
    await showCode(nameOf(chosen), textOf(chosen));
  }

  private async choose(pattern: AnyPattern, wish: SnippetWish): Promise<SnippetChoice> {
    const { editors, sessionOf } = this.options;
    const preview = new CodePreview();
    const onFocus = (focused: SnippetChoice): void => {
      preview.show(nameOf(focused), textOf(focused));
    };
    try {
      return await chooseSnippet({ session: sessionOf(pattern), ...wish, pattern, onFocus }, editors, this.workspace);
    } finally {
      await preview.close();
    }
  }
}

/** What is known before anybody is asked. */
export interface SnippetWish {
  readonly clientId?: string | undefined;
  readonly variantId?: string | undefined;
  /** The session of the lab where somebody asked; else that of the active connection is taken. */
  readonly session?: PatternSession | undefined;
}

function nameOf({ pattern, client }: SnippetChoice): string {
  return `${pattern.title}.${client.extension}`;
}

function textOf({ pattern, client, choice, marker }: SnippetChoice): string {
  const { code } = snippetCode(pattern, client, choice, marker);
  return [...code.imports, '', bodyOf(code, client.importSyntax), ''].join('\n').trimStart();
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
