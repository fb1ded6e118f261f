import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';

const SCHEME = 'redis-patterns-code';
/** The texts by their documents' paths: they are shown one at a time, and a new one takes the place of the old. */
const texts = new Map<string, string>();
const changes = new vscode.EventEmitter<vscode.Uri>();

/** Serves code that is only to be looked at, as read-only documents. */
export function provideCodeDocuments(): Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changes.event,
    provideTextDocumentContent: ({ path }) => texts.get(path),
  });
}

/** Shows code beside the editor; its language is what the name ends with. */
export async function showCode(name: string, text: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${String(texts.size + 1)}/${name}` });
  texts.set(uri.path, text);
  await showBeside(uri);
}

/** Code that is shown beside the editor while a question is asked about it. */
export class CodePreview {
  private shown = Promise.resolve();

  /** Takes the place of what was shown before. The question keeps the focus. */
  show(name: string, text: string): void {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/preview/${name}` });
    texts.set(uri.path, text);
    changes.fire(uri);
    // One after the other, so that the last one stays.
    this.shown = this.shown.then(() => showBeside(uri)).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.shown;
    const isOurs = ({ input }: vscode.Tab): boolean =>
      input instanceof vscode.TabInputText && input.uri.scheme === SCHEME && input.uri.path.startsWith('/preview/');
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isOurs);
    if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
  }
}

async function showBeside(uri: vscode.Uri): Promise<void> {
  const { Beside } = vscode.ViewColumn;
  await vscode.window.showTextDocument(uri, { viewColumn: Beside, preview: true, preserveFocus: true });
}
