import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import type { AnyPattern } from '../../core/patterns/contract';
import type { PatternSession } from '../../core/patterns/session';
import type { SnippetClient } from '../../core/snippets/clients';
import { snippetClients } from '../../core/snippets/clients';
import { missingImports } from '../../core/snippets/imports/missingImports';
import { indentedAs } from '../../core/snippets/indentation';
import { findMarker } from '../../core/snippets/marker';
import { neededCode } from '../../core/snippets/needed';
import { placementOf } from '../../core/snippets/placement';
import { toSnippetText } from '../../core/snippets/render';
import type { CodeChoice } from '../../core/snippets/variants';
import { prefixOf } from '../../core/snippets/variants';
import { indentUnit } from './indentUnit';
import type { SessionOf } from './snippetCode';
import { choicesOf, markerOf, snippetCode } from './snippetCode';

/** What one types to get them: `redis-` and a pattern's id, alone on its line. */
const TYPED = /^\s*(redis(?:-[a-z-]*)?)$/;
/** Lines of code that the documentation shows. */
const SHOWN = 40;

/** Offers the patterns' code while typing, where functions may stand. Each item brings the imports that are missing. */
export function provideSnippetCompletions(patterns: readonly AnyPattern[], sessionOf: SessionOf): Disposable {
  const languages = [...new Set(snippetClients.flatMap(({ languageIds }) => languageIds))];
  return vscode.languages.registerCompletionItemProvider(
    languages,
    {
      provideCompletionItems(document, position) {
        const site = siteAt(document, position);
        return site ? patterns.flatMap((pattern) => itemsOf(site, pattern, sessionOf(pattern))) : [];
      },
    },
    '-',
  );
}

/** Where somebody types a name, alone on a line where functions may stand. */
interface Site {
  readonly document: vscode.TextDocument;
  /** What is typed. */
  readonly range: vscode.Range;
  /** The document without it, as it is no code yet. */
  readonly place: { readonly languageId: string; readonly text: string };
}

function siteAt(document: vscode.TextDocument, position: vscode.Position): Site | undefined {
  const typed = TYPED.exec(document.lineAt(position.line).text.slice(0, position.character))?.[1];
  if (typed === undefined) return undefined;
  const lines = document.getText().split(/\r?\n/);
  lines[position.line] = '';
  const { languageId } = document;
  const text = lines.join('\n');
  const { line, frame, indent, levels } = placementOf(languageId, text, position.line, 'Code');
  if (line !== position.line || frame) return undefined;
  // Only members of a class are indented.
  const column = position.character - typed.length;
  if (column > 0 && indent === undefined && levels === undefined) return undefined;
  return {
    document,
    range: new vscode.Range(position.translate(0, -typed.length), position),
    place: { languageId, text },
  };
}

/** An item for each variant of the pattern and each client of the document's language. */
function itemsOf(site: Site, pattern: AnyPattern, session: PatternSession | undefined): vscode.CompletionItem[] {
  const clients = snippetClients.filter(
    ({ id, languageIds }) =>
      languageIds.includes(site.document.languageId) && pattern.snippets.some(({ client }) => client === id),
  );
  const choices = choicesOf(pattern);
  return clients.flatMap((client) =>
    choices.map((choice) => itemOf(site, { pattern, client, choice, choices, session })),
  );
}

interface Offer {
  readonly pattern: AnyPattern;
  readonly client: SnippetClient;
  readonly choice: CodeChoice;
  readonly choices: readonly CodeChoice[];
  readonly session: PatternSession | undefined;
}

function itemOf(site: Site, { pattern, client, choice, choices, session }: Offer): vscode.CompletionItem {
  const { document, range, place } = site;
  const name = prefixOf(pattern, choice, choices);
  const label = { label: name, description: client.title };
  const item = new vscode.CompletionItem(label, vscode.CompletionItemKind.Snippet);
  const { code, tabStops } = snippetCode(pattern, client, choice, markerOf(pattern, choice, session));
  const [language] = client.languageIds;
  const { imports, body } = neededCode(place, range.start.line, code, client);
  const text = new vscode.MarkdownString(`${pattern.summary}\n`);
  text.appendCodeblock(body.split('\n').slice(0, SHOWN).join('\n'), language);
  const variant = choices.length === 1 ? [] : [choice.all ? 'all variants' : choice.variant.title];
  const isThere = findMarker(place.text, pattern.id) !== undefined;
  item.detail = [pattern.title, ...variant, client.title, ...(isThere ? ['in this file already'] : [])].join(' · ');
  item.documentation = text;
  item.filterText = name;
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
