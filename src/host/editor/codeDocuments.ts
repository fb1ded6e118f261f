import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';

const SCHEME = 'redis-patterns-code';
/** The texts by their documents' paths: they are shown one at a time, and a new one takes the place of the old. */
const texts = new Map<string, string>();

/** Serves code that is only to be looked at, as read-only documents. */
export function provideCodeDocuments(): Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ path }) => texts.get(path),
  });
}

/** Shows code beside the editor; its language is what the name ends with. */
export async function showCode(name: string, text: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${String(texts.size + 1)}/${name}` });
  texts.set(uri.path, text);
  const { Beside } = vscode.ViewColumn;
  await vscode.window.showTextDocument(uri, { viewColumn: Beside, preview: true, preserveFocus: true });
}
