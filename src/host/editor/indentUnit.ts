import type * as vscode from 'vscode';
import type { SnippetClient } from '../../core/snippets/clients';

/** One level of indentation in this editor. Go has but one way, which gofmt restores. */
export function indentUnit(editor: vscode.TextEditor | undefined, { indent, importSyntax }: SnippetClient): string {
  if (editor === undefined || importSyntax === 'go') return indent;
  const { insertSpaces, indentSize, tabSize } = editor.options;
  if (insertSpaces !== true) return '\t';
  const size = [indentSize, tabSize].find((one) => typeof one === 'number');
  return size === undefined ? indent : ' '.repeat(size);
}
