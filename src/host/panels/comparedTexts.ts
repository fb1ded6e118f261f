import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';

const SCHEME = 'redis-patterns-compare';

/** Two states of one value. */
export interface ComparedTexts {
  readonly name: string;
  readonly seen: string;
  readonly now: string;
  readonly json: boolean;
}

/** Texts in VS Code's own diff editor, in memory for as long as they are open there. */
export class TextComparison implements Disposable {
  private readonly texts = new Map<string, string>();
  private readonly parts: readonly vscode.Disposable[];
  private opened = 0;

  constructor() {
    this.parts = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        provideTextDocumentContent: (uri) => this.texts.get(uri.toString()),
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.texts.delete(uri.toString());
      }),
    ];
  }

  /** Opens it beside what one looks at, which stays where it is. */
  async open({ name, seen, now, json }: ComparedTexts): Promise<void> {
    this.opened += 1;
    const [left, right] = [this.add('seen', seen, name, json), this.add('now', now, name, json)];
    const place = { viewColumn: vscode.ViewColumn.Beside, preview: true };
    await vscode.commands.executeCommand('vscode.diff', left, right, `${name}: what you saw ↔ there now`, place);
  }

  dispose(): void {
    for (const part of this.parts) part.dispose();
    this.texts.clear();
  }

  private add(side: string, text: string, name: string, json: boolean): vscode.Uri {
    // A slash in the name would make folders of it; the ending chooses the language.
    const path = `/${name.replaceAll('/', '∕')}${json ? '.json' : ''}`;
    const uri = vscode.Uri.from({ scheme: SCHEME, path, query: `${side}${String(this.opened)}` });
    this.texts.set(uri.toString(), text);
    return uri;
  }
}
