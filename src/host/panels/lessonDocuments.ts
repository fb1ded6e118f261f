import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { AnyPattern } from '../../core/patterns/contract';
import { pictureOf, withoutPicture, withPictureAt } from '../../core/patterns/lessonPicture';

const SCHEME = 'redis-patterns-lesson';
const MARKDOWN = 'vscode.markdown-language-features';

/** Serves the lessons as read-only documents, so that VS Code's own Markdown preview shows them. */
export function provideLessons(patterns: readonly AnyPattern[], extensionUri: vscode.Uri): Disposable {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<vscode.Uri>());
  store.add(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: async ({ query }) => {
        const pattern = patterns.find(({ id }) => id === query);
        return pattern && textOf(pattern.lesson(), extensionUri);
      },
    }),
  );
  store.add(
    vscode.window.onDidChangeActiveColorTheme(() => {
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) changed.fire(uri);
    }),
  );
  return store;
}

/**
 * The picture goes into the text: the preview of a document that is no file shows none of the extension's own files. Without
 * the preview it would only be a long line.
 */
async function textOf(lesson: string, extensionUri: vscode.Uri): Promise<string> {
  const named = pictureOf(lesson);
  if (named === undefined || !vscode.extensions.getExtension(MARKDOWN)) return withoutPicture(lesson);
  const name = path.posix.basename(named).replace('-dark.', `-${shade()}.`);
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'media', 'lessons', name));
    return withPictureAt(lesson, `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}`);
  } catch {
    // A lesson without its picture is still a lesson.
    return withoutPicture(lesson);
  }
}

function shade(): 'dark' | 'light' {
  const { kind } = vscode.window.activeColorTheme;
  return kind === vscode.ColorThemeKind.Light || kind === vscode.ColorThemeKind.HighContrastLight ? 'light' : 'dark';
}

/** Opens a pattern's lesson; as plain text where Markdown's preview is switched off. */
export async function showLesson({ id, title }: AnyPattern): Promise<void> {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title}.md`, query: id });
  if (vscode.extensions.getExtension(MARKDOWN)) {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } else {
    await vscode.window.showTextDocument(uri);
  }
}
