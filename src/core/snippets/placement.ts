import type { OpenBrackets } from './bracketDepth';
import { openBrackets } from './bracketDepth';
import { shellPlacement } from './shellPlacement';

/** Where code goes in a document. */
export interface Placement {
  /** 0-based: the code goes below this line, at its indentation. */
  readonly line: number;
  /** What stands around the code in a document that has nothing yet to hold it. */
  readonly frame?: { readonly before: string; readonly after: string; readonly indent: string };
}

/**
 * The first place at or below `caret` where functions may stand: in Go between the declarations of the file, in Java among
 * the members of a class, in a shell script between its outermost commands, in Python and TypeScript below a whole statement.
 * A document without a class gets one, called `name`.
 */
export function placementOf(languageId: string, document: string, caret: number, name: string): Placement {
  const lines = document.split(/\r?\n/);
  switch (languageId) {
    case 'go':
      return { line: firstFrom(lines, caret, 'cLike', (state) => isWhole(state) && state.braces === 0) };
    case 'java':
      return javaPlacement(lines, caret, name);
    case 'python':
      return { line: firstFrom(lines, caret, 'python', isWholeInPython) };
    case 'shellscript':
      return { line: shellPlacement(lines, caret) };
    default:
      return { line: firstFrom(lines, caret, 'cLike', isWhole) };
  }
}

/** What a document has to begin with before anything can stand in it; nothing where it does. */
export function missingHeader(languageId: string, document: string): string {
  return languageId === 'go' && !/^package\s/m.test(document) ? 'package main\n\n' : '';
}

function javaPlacement(lines: readonly string[], caret: number, name: string): Placement {
  const open = openBrackets(lines, 'cLike');
  const isMember = (state: OpenBrackets | undefined): boolean =>
    state !== undefined && isWhole(state) && state.braces === 1;
  const below = open.findIndex((state, at) => at >= caret && isMember(state));
  // Below the class: the last place in it is as near as one gets.
  const line = below >= 0 ? below : open.findLastIndex(isMember);
  if (line >= 0) return { line };
  const frame = { before: `public class ${name} {\n`, after: '\n}', indent: '    ' };
  return { line: Math.max(0, lines.length - 1), frame };
}

function isWhole({ others, inside }: OpenBrackets): boolean {
  return others === 0 && !inside;
}

/** A line that opens a block belongs to what is in it, and a backslash to the next line. */
function isWholeInPython(state: OpenBrackets, line: string): boolean {
  return isWhole(state) && state.braces === 0 && !/(?::\s*(?:#.*)?|\\)$/.test(line);
}

function firstFrom(
  lines: readonly string[],
  caret: number,
  language: 'python' | 'cLike',
  accept: (state: OpenBrackets, line: string) => boolean,
): number {
  const open = openBrackets(lines, language);
  const found = open.findIndex((state, at) => at >= caret && accept(state, lines[at] ?? ''));
  return found < 0 ? Math.max(0, lines.length - 1) : found;
}
