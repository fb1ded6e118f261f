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

/** The code as text of a VS Code snippet, in which `\`, `$` and `}` have a meaning of their own. */
export function toSnippetText(code: string): string {
  return code.replace(/[\\$}]/g, '\\$&');
}
