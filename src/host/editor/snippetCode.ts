import { CodedError } from '../../core/base/errors';
import type { AnyPattern } from '../../core/patterns/contract';
import type { PatternSession } from '../../core/patterns/session';
import type { SnippetClient } from '../../core/snippets/clients';
import type { CodeWithStops } from '../../core/snippets/defaults';
import { withKeyPrefix, withRunValues, writtenOf } from '../../core/snippets/defaults';
import type { SnippetMarker } from '../../core/snippets/marker';
import { markerLine } from '../../core/snippets/marker';
import type { TabStop } from '../../core/snippets/regions';
import { readRegions, readTabStops } from '../../core/snippets/regions';
import type { InsertableCode } from '../../core/snippets/render';
import { insertableCode } from '../../core/snippets/render';
import type { CodeChoice } from '../../core/snippets/variants';
import { codeChoices, codeOfChoice } from '../../core/snippets/variants';
import { settings } from '../config/settings';

/** The pattern's session whose variant and parameters code is given. */
export type SessionOf = (pattern: AnyPattern) => PatternSession | undefined;

/** What the code's comment says: of all variants the one that the lab shows. */
export function markerOf(
  { id, variants }: AnyPattern,
  { all, variant }: CodeChoice,
  session: PatternSession | undefined,
): SnippetMarker {
  const parameters = Object.entries(session?.state.parameters ?? {}).map(
    ([name, value]) => [name, String(value)] as const,
  );
  const shown = all ? (session?.state.variant ?? variants[0].id) : variant.id;
  return { pattern: id, variant: shown, parameters: Object.fromEntries(parameters) };
}

/** What may be inserted of the pattern for this client; the variant that the lab shows first. */
export function choicesOf(pattern: AnyPattern, current?: string): readonly CodeChoice[] {
  return codeChoices(
    pattern.variants,
    pattern.variants.find(({ id }) => id === current),
  );
}

/** What is inserted: the regions of the source, with the marker of where they come from, and the user's key prefix. */
export function snippetCode(
  pattern: AnyPattern,
  client: SnippetClient,
  choice: CodeChoice,
  marker: SnippetMarker,
): { readonly code: InsertableCode; readonly tabStops: readonly TabStop[] } {
  const source = sourceOf(pattern, client);
  const whole = insertableCode(readRegions(source));
  const { imports, parts } = codeOfChoice(whole, pattern.variants, choice, client.importSyntax);
  const chosen = chosenIn(pattern, marker);
  const asSet = (code: string): CodeWithStops =>
    withKeyPrefix(settings.snippetKeyPrefix(), withRunValues(chosen, { code, tabStops: readTabStops(source) }));
  return {
    code: {
      imports,
      heading: markerLine(client.importSyntax, marker),
      parts: parts.map((part) => ({ ...part, text: asSet(part.text).code })),
    },
    tabStops: asSet('').tabStops,
  };
}

function sourceOf({ title, snippets }: AnyPattern, client: SnippetClient): string {
  const source = snippets.find((snippet) => snippet.client === client.id)?.source();
  if (source === undefined) throw new CodedError('NOT_AVAILABLE', `${title} has no code for ${client.title}.`);
  return source;
}

/** What the user chose in the lab. The demo's own defaults are short, so that one sees them end: code keeps its longer ones. */
function chosenIn(
  { parameters: specs, variants }: AnyPattern,
  { parameters, variant }: SnippetMarker,
): Readonly<Record<string, string>> {
  const changed = Object.entries(parameters).filter(([name, value]) => value !== String(specs[name]?.default));
  return { ...Object.fromEntries(changed), ...writtenOf(variants.find(({ id }) => id === variant)) };
}
