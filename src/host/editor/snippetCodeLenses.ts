import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { AnyPattern } from '../../core/patterns/contract';
import { snippetClients } from '../../core/snippets/clients';
import { readMarker } from '../../core/snippets/marker';
import { commandIds } from '../commands/ids';
import { onSettingChange, settings } from '../config/settings';

/** Above inserted code: the way back to the pattern in the lab, with the parameters that it was inserted with. */
export function provideSnippetCodeLenses(patterns: readonly AnyPattern[]): Disposable {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<void>());
  store.add(
    onSettingChange(['codeLens.enabled'], () => {
      changed.fire();
    }),
  );
  const languages = [...new Set(snippetClients.flatMap(({ languageIds }) => languageIds))];
  store.add(
    vscode.languages.registerCodeLensProvider(languages, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: (document) => (settings.codeLenses() ? lensesOf(document, patterns) : []),
    }),
  );
  return store;
}

function lensesOf(document: vscode.TextDocument, patterns: readonly AnyPattern[]): vscode.CodeLens[] {
  const lines = document.getText().split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const marker = readMarker(line);
    const pattern = marker && patterns.find(({ id }) => id === marker.pattern);
    if (!pattern) return [];
    const command = {
      title: `Open ${pattern.title} in the lab`,
      tooltip: pattern.summary,
      command: commandIds.openMarked,
      arguments: [marker],
    };
    return [new vscode.CodeLens(new vscode.Range(index, 0, index, line.length), command)];
  });
}
