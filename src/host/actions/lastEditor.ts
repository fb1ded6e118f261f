import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';

/** Documents that people write code in; output channels and the like are text editors to VS Code too. */
const SCHEMES = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-notebook-cell']);

/** The text editor that people were last in: while a lab has the focus, VS Code names none as active. */
export class LastEditor implements Disposable {
  private last:
    { readonly document: vscode.TextDocument; readonly viewColumn: vscode.ViewColumn | undefined } | undefined;
  private readonly subscription: vscode.Disposable;

  constructor() {
    this.note(vscode.window.activeTextEditor);
    this.subscription = vscode.window.onDidChangeActiveTextEditor((editor) => {
      this.note(editor);
    });
  }

  /** The document that was last written in, as far as it is still open. */
  get document(): vscode.TextDocument | undefined {
    return this.last?.document.isClosed === false ? this.last.document : undefined;
  }

  /** Of the document that was last written in, as far as it is still open. */
  get languageId(): string | undefined {
    return this.document?.languageId;
  }

  /** Shows the document that was last written in and answers its editor; undefined when there is none any more. */
  async show(accept: (document: vscode.TextDocument) => boolean): Promise<vscode.TextEditor | undefined> {
    const { last } = this;
    if (!last || last.document.isClosed || !accept(last.document)) return undefined;
    return vscode.window.showTextDocument(last.document, last.viewColumn);
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private note(editor: vscode.TextEditor | undefined): void {
    if (!editor || !SCHEMES.has(editor.document.uri.scheme)) return;
    this.last = { document: editor.document, viewColumn: editor.viewColumn };
  }
}
