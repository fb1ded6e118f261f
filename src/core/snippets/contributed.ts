import type { SnippetClient } from './clients';
import { withRunValues, writtenOf } from './defaults';
import { markerLine } from './marker';
import { readRegions, readTabStops } from './regions';
import { bodyOf, insertableCode, toSnippetText } from './render';
import type { CodeChoice, CodeVariant } from './variants';
import { codeChoices, codeOfChoice, prefixOf } from './variants';

/** What is known of a pattern before the extension runs. */
interface PatternWithCode {
  readonly id: string;
  readonly title: string;
  readonly prefix?: string;
  readonly variants: readonly [CodeVariant, ...CodeVariant[]];
  readonly snippets: readonly { readonly client: string; readonly source: () => string }[];
}

/** An entry of a file that package.json names in `contributes.snippets`. */
export interface ContributedSnippet {
  readonly body: string;
  readonly description: string;
}

/**
 * The files of `contributes.snippets`, by language, for "Snippets: Insert Snippet", which lists no completions. They have a
 * name that is what one types, and no `prefix`: while typing the extension itself offers the same code, with the imports put
 * where they belong, and all would be offered twice. It is awake by then, as a file of these languages wakes it.
 */
export function contributedSnippets(
  patterns: readonly PatternWithCode[],
  clients: readonly SnippetClient[],
): ReadonlyMap<string, Readonly<Record<string, ContributedSnippet>>> {
  const languages = [...new Set(clients.map(({ languageIds }) => languageIds[0]))];
  return new Map(
    languages.map((language) => {
      const own = clients.filter(({ languageIds }) => languageIds[0] === language);
      const entries = own.flatMap((client) =>
        patterns.flatMap((pattern) => entriesOf(pattern, client, own.length > 1)),
      );
      return [language, Object.fromEntries(entries)];
    }),
  );
}

function entriesOf(
  pattern: PatternWithCode,
  client: SnippetClient,
  isOneOfMany: boolean,
): [name: string, snippet: ContributedSnippet][] {
  const source = pattern.snippets.find((snippet) => snippet.client === client.id)?.source();
  if (source === undefined) return [];
  const choices = codeChoices(pattern.variants);
  return choices.map((choice) => {
    const name = prefixOf(pattern, choice, choices);
    const variant = choices.length === 1 ? [] : [choice.all ? 'all variants' : choice.variant.title];
    return [
      isOneOfMany ? `${name} (${client.id})` : name,
      {
        body: bodyFor(pattern, source, client, choice),
        description: [pattern.title, ...variant, client.title].join(' · '),
      },
    ];
  });
}

function bodyFor(pattern: PatternWithCode, source: string, client: SnippetClient, choice: CodeChoice): string {
  const whole = insertableCode(readRegions(source));
  const { imports, parts } = codeOfChoice(whole, pattern.variants, choice, client.importSyntax);
  const heading = markerLine(client.importSyntax, { pattern: pattern.id, variant: choice.variant.id, parameters: {} });
  const { code, tabStops } = withRunValues(writtenOf(choice.variant), {
    code: bodyOf({ imports: [], heading, parts }, client.importSyntax),
    tabStops: readTabStops(source),
  });
  // Go and Java refuse imports below other code; gopls and the Java extension add them by themselves.
  const above = MAY_IMPORT_ANYWHERE.includes(client.importSyntax) ? imports.join('\n') : '';
  return toSnippetText(above === '' ? code : `${above}\n\n${code}`, tabStops);
}

const MAY_IMPORT_ANYWHERE = ['ecmascript', 'python'];
