import type { RegionedCode } from './regions';
import { textOfRegions } from './regions';

/** The region that holds the import lines; it is inserted on its own, at the top of a document. */
const IMPORTS = 'imports';

/** What a snippet adds to a document. */
export interface InsertableCode {
  readonly imports: readonly string[];
  /** All other regions, in the order of the source. */
  readonly body: string;
}

export function insertableCode(code: RegionedCode): InsertableCode {
  const names = Object.keys(code.regions);
  const imports = textOfRegions(code, names.includes(IMPORTS) ? [IMPORTS] : []);
  return {
    imports: imports.split('\n').filter((line) => line.trim() !== ''),
    body: textOfRegions(
      code,
      names.filter((name) => name !== IMPORTS),
    ),
  };
}

/**
 * The code as text of a VS Code snippet, in which `\`, `$` and `}` have a meaning of their own. Each text of `tabStops` is
 * a stop for Tab that holds it; where it occurs again it changes along. Expanded without typing, it is the code again.
 */
export function toSnippetText(code: string, tabStops: readonly string[] = []): string {
  const seen = new Set<number>();
  let text = '';
  let rest = code;
  for (let next = firstStop(rest, tabStops); next; next = firstStop(rest, tabStops)) {
    const { stop, at, length } = next;
    const held = seen.has(stop) ? '' : `:${escaped(rest.slice(at, at + length))}`;
    seen.add(stop);
    text += `${escaped(rest.slice(0, at))}\${${String(stop)}${held}}`;
    rest = rest.slice(at + length);
  }
  return text + escaped(rest);
}

/** Where the first of the texts begins; of two at the same place the one named first. Stops count from 1. */
function firstStop(
  code: string,
  tabStops: readonly string[],
): { readonly stop: number; readonly at: number; readonly length: number } | undefined {
  return tabStops
    .map((text, index) => ({ stop: index + 1, at: text === '' ? -1 : code.indexOf(text), length: text.length }))
    .filter(({ at }) => at >= 0)
    .reduce<{ stop: number; at: number; length: number } | undefined>(
      (first, next) => (first && first.at <= next.at ? first : next),
      undefined,
    );
}

function escaped(code: string): string {
  return code.replace(/[\\$}]/g, '\\$&');
}
