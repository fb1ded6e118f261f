import type { ImportSyntax } from './clients';
import type { RegionedCode, TabStop } from './regions';
import { textsOfRegions } from './regions';

/** The region that holds the import lines; it is inserted on its own, at the top of a document. */
const IMPORTS = 'imports';
/** `shared:redis` is the same in all patterns of a client, and declares `redis`. */
const SHARED = 'shared:';

/** A region of the source, or what of one lies beside the regions within it. */
export interface CodePart {
  /** The region's name. */
  readonly region?: string;
  readonly text: string;
  /** What it declares, where all patterns of the client have it: it is inserted where nothing else declares that. */
  readonly declares?: string;
}

/** What a snippet adds to a document. */
export interface InsertableCode {
  readonly imports: readonly string[];
  /** A line above all parts. */
  readonly heading?: string;
  /** What is in all other regions, in the order of the source. */
  readonly parts: readonly CodePart[];
}

export function insertableCode(code: RegionedCode): InsertableCode {
  const texts = textsOfRegions(code);
  const imports = texts.filter(({ region }) => region === IMPORTS).flatMap(({ text }) => text.split('\n'));
  return {
    imports: imports.filter((line) => line.trim() !== ''),
    parts: texts
      .filter(({ region }) => region !== IMPORTS)
      .map((part) => ({
        ...part,
        ...(part.region.startsWith(SHARED) && { declares: part.region.slice(SHARED.length) }),
      })),
  };
}

/** The parts with an empty line between them; in Python with two, as its style wants between functions. */
export function bodyOf({ heading, parts }: InsertableCode, syntax?: ImportSyntax): string {
  const body = parts.map(({ text }) => text).join(syntax === 'python' ? '\n\n\n' : '\n\n');
  return heading === undefined ? body : `${heading}\n${body}`;
}

/**
 * The code as text of a VS Code snippet, in which `\`, `$` and `}` have a meaning of their own. Each of `tabStops` is a stop
 * for Tab that holds its text; where it occurs again it changes along. Expanded without typing, it is the code again.
 */
export function toSnippetText(code: string, tabStops: readonly TabStop[] = []): string {
  const seen = new Set<number>();
  let text = '';
  let from = 0;
  for (let next = firstStop(code, from, tabStops); next; next = firstStop(code, from, tabStops)) {
    const { stop, at, end } = next;
    const held = seen.has(stop) ? '' : `:${escaped(code.slice(at, end))}`;
    seen.add(stop);
    text += `${escaped(code.slice(from, at))}\${${String(stop)}${held}}`;
    from = end;
  }
  return text + escaped(code.slice(from));
}

interface Place {
  /** From 1. */
  readonly stop: number;
  readonly at: number;
  readonly end: number;
}

/** Where the first of them begins, at `from` or behind; of two at the same place the one named first. */
function firstStop(code: string, from: number, tabStops: readonly TabStop[]): Place | undefined {
  return tabStops
    .flatMap(({ before, text }, index): Place[] => {
      const found = text === '' ? -1 : code.indexOf(before + text, Math.max(0, from - before.length));
      const at = found + before.length;
      return found < 0 ? [] : [{ stop: index + 1, at, end: at + text.length }];
    })
    .reduce<Place | undefined>((first, next) => (first && first.at <= next.at ? first : next), undefined);
}

function escaped(code: string): string {
  return code.replace(/[\\$}]/g, '\\$&');
}
