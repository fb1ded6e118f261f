import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import type { AnyPattern } from '../../core/patterns/contract';

const SCHEME = 'redis-patterns-lesson';

/** Serves the lessons as read-only documents, so that VS Code's own Markdown preview shows them. */
export function provideLessons(patterns: readonly AnyPattern[]): Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => patterns.find(({ id }) => id === uri.query)?.lesson(),
  });
}

/** Opens a pattern's lesson; as plain text where Markdown's preview is switched off. */
export async function showLesson({ id, title }: AnyPattern): Promise<void> {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title}.md`, query: id });
  if (vscode.extensions.getExtension('vscode.markdown-language-features')) {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } else {
    await vscode.window.showTextDocument(uri);
  }
}
