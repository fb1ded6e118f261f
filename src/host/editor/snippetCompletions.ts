import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import type { AnyPattern } from '../../core/patterns/contract';
import type { SnippetClient } from '../../core/snippets/clients';
import { snippetClients } from '../../core/snippets/clients';
import { missingImports } from '../../core/snippets/imports/missingImports';
import { indentedAs } from '../../core/snippets/indentation';
import { placementOf } from '../../core/snippets/placement';
import { toSnippetText } from '../../core/snippets/render';
import { indentUnit } from './indentUnit';
import { snippetCode } from './snippetCode';

/** What one types to get them: `redis-` and a pattern's id, alone on its line. */
const TYPED = /^\s*(redis(?:-[a-z-]*)?)$/;
/** Lines of code that the documentation shows. */
const SHOWN = 40;

/** Offers the patterns' code while typing, where functions may stand. Each item brings the imports that are missing. */
export function provideSnippetCompletions(patterns: readonly AnyPattern[]): Disposable {
  const languages = [...new Set(snippetClients.flatMap(({ languageIds }) => languageIds))];
  return vscode.languages.registerCompletionItemProvider(
    languages,
    { provideCompletionItems: (document, position) => itemsAt(document, position, patterns) },
    '-',
  );
}

function itemsAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  patterns: readonly AnyPattern[],
): vscode.CompletionItem[] {
  const typed = TYPED.exec(document.lineAt(position.line).text.slice(0, position.character))?.[1];
  if (typed === undefined) return [];
  // What is typed is no code yet.
  const lines = document.getText().split(/\r?\n/);
  lines[position.line] = '';
  const place = placementOf(document.languageId, lines.join('\n'), position.line, 'Code');
  if (place.line !== position.line || place.frame) return [];
  // Only members of a class are indented.
  const column = position.character - typed.length;
  if (column > 0 && place.indent === undefined && place.levels === undefined) return [];
  const range = new vscode.Range(position.translate(0, -typed.length), position);
  const clients = snippetClients.filter(({ languageIds }) => languageIds.includes(document.languageId));
  return patterns.flatMap((pattern) =>
    clients
      .filter(({ id }) => pattern.snippets.some(({ client }) => client === id))
      .map((client) => itemOf(document, range, pattern, client)),
  );
}

function itemOf(
  document: vscode.TextDocument,
  range: vscode.Range,
  pattern: AnyPattern,
  client: SnippetClient,
): vscode.CompletionItem {
  const label = { label: `redis-${pattern.id}`, description: client.title };
  const item = new vscode.CompletionItem(label, vscode.CompletionItemKind.Snippet);
  const parameters = {};
  const { code, tabStops } = snippetCode(pattern, client, {
    pattern: pattern.id,
    variant: pattern.variants[0].id,
    parameters,
  });
  const [language] = client.languageIds;
  const text = new vscode.MarkdownString(`${pattern.summary}\n`);
  text.appendCodeblock(code.body.split('\n').slice(0, SHOWN).join('\n'), language);
  item.detail = `${pattern.title} · ${client.title}`;
  item.documentation = text;
  item.filterText = `redis-${pattern.id}`;
  item.range = range;
  item.insertText = new vscode.SnippetString(toSnippetText(bodyAt(document, range.start, code.body, client), tabStops));
  item.keepWhitespace = true;
  item.additionalTextEdits = importEdits(document, code.imports, client);
  return item;
}

/** Indented as the place where it goes, whose own indentation stands before the first line already. */
function bodyAt(document: vscode.TextDocument, at: vscode.Position, body: string, client: SnippetClient): string {
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  const base = document.lineAt(at.line).text.slice(0, at.character);
  return indentedAs(body, client, { base, unit: indentUnit(editor, client) }).slice(base.length);
}

function importEdits(
  document: vscode.TextDocument,
  imports: readonly string[],
  { importSyntax }: SnippetClient,
): vscode.TextEdit[] {
  const { lines, at, inside } = missingImports(document.getText(), imports, importSyntax);
  if (lines.length === 0) return [];
  const place = Math.min(at, document.lineCount - 1);
  const after = inside || document.lineAt(place).isEmptyOrWhitespace ? '\n' : '\n\n';
  return [vscode.TextEdit.insert(new vscode.Position(place, 0), `${lines.join('\n')}${after}`)];
}
