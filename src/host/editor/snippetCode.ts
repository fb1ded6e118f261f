import { CodedError } from '../../core/base/errors';
import type { AnyPattern } from '../../core/patterns/contract';
import type { SnippetClient } from '../../core/snippets/clients';
import type { CodeWithStops } from '../../core/snippets/defaults';
import { withKeyPrefix, withRunValues } from '../../core/snippets/defaults';
import type { SnippetMarker } from '../../core/snippets/marker';
import { markerLine } from '../../core/snippets/marker';
import type { TabStop } from '../../core/snippets/regions';
import { readRegions, readTabStops } from '../../core/snippets/regions';
import type { InsertableCode } from '../../core/snippets/render';
import { insertableCode } from '../../core/snippets/render';
import { settings } from '../config/settings';

/** What is inserted: the regions of the source, with the marker of where they come from, and the user's key prefix. */
export function snippetCode(
  pattern: AnyPattern,
  client: SnippetClient,
  marker: SnippetMarker,
): { readonly code: InsertableCode; readonly tabStops: readonly TabStop[] } {
  const source = pattern.snippets.find((snippet) => snippet.client === client.id)?.source();
  if (source === undefined) throw new CodedError('NOT_AVAILABLE', `${pattern.title} has no code for ${client.title}.`);
  const { imports, parts } = insertableCode(readRegions(source));
  const chosen = chosenIn(pattern, marker);
  const asSet = (code: string): CodeWithStops =>
    withKeyPrefix(settings.snippetKeyPrefix(), withRunValues(chosen, { code, tabStops: readTabStops(source) }));
  const comment = ['python', 'none'].includes(client.importSyntax) ? '#' : '//';
  return {
    code: {
      imports,
      heading: markerLine(comment, marker),
      parts: parts.map((part) => ({ ...part, text: asSet(part.text).code })),
    },
    tabStops: asSet('').tabStops,
  };
}

/** What the user chose in the lab. The demo's own defaults are short, so that one sees them end: code keeps its longer ones. */
function chosenIn(
  { parameters: specs }: AnyPattern,
  { parameters, variant }: SnippetMarker,
): Readonly<Record<string, string>> {
  const all = Object.entries(parameters);
  // Without a session nobody chose, nor did a server.
  if (all.length === 0) return {};
  const changed = all.filter(([name, value]) => value !== String(specs[name]?.default));
  return { ...Object.fromEntries(changed), variant };
}
