import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import type { AnyPattern } from '../../core/patterns/contract';
import type { SnippetClient } from '../../core/snippets/clients';
import { snippetClients } from '../../core/snippets/clients';
import { missingImports } from '../../core/snippets/imports/missingImports';
import { indentedAs } from '../../core/snippets/indentation';
import { findMarker } from '../../core/snippets/marker';
import { neededCode } from '../../core/snippets/needed';
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
  const place = placementOf(document.languageId, withoutLine(document, position.line), position.line, 'Code');
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

/** What is typed is no code yet. */
function withoutLine(document: vscode.TextDocument, line: number): string {
  const lines = document.getText().split(/\r?\n/);
  lines[line] = '';
  return lines.join('\n');
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
  const place = { languageId: document.languageId, text: withoutLine(document, range.start.line) };
  const { imports, body } = neededCode(place, range.start.line, code, client);
  const text = new vscode.MarkdownString(`${pattern.summary}\n`);
  text.appendCodeblock(body.split('\n').slice(0, SHOWN).join('\n'), language);
  const isThere = findMarker(place.text, pattern.id) !== undefined;
  item.detail = [pattern.title, client.title, ...(isThere ? ['in this file already'] : [])].join(' · ');
  item.documentation = text;
  item.filterText = `redis-${pattern.id}`;
  item.range = range;
  item.insertText = new vscode.SnippetString(toSnippetText(bodyAt(document, range.start, body, client), tabStops));
  item.keepWhitespace = true;
  item.additionalTextEdits = importEdits(document, imports, client);
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
