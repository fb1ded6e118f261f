import type { ImportSyntax } from './clients';
import type { CodePart } from './render';

/** How the code of a language declares a name for all that follows: in Java as a member of a class, elsewhere at the left. */
const DECLARES: Readonly<Record<ImportSyntax, (name: string) => string>> = {
  ecmascript: (name) =>
    String.raw`(?:export\s+)?(?:(?:const|let|var)\s+(?:\{[^}=]*\b)?|(?:async\s+)?function\s+|class\s+)${name}\b` +
    String.raw`|import\s[^'"]*\b${name}\b(?!\s+as\b)[^'"]*['"]`,
  python: (name) =>
    String.raw`${name}\s*(?::[^=\n]+)?=(?!=)|(?:async\s+)?(?:def|class)\s+${name}\b` +
    String.raw`|(?:from\s+\S+\s+)?import\s+(?:\([^)]*|[^\n(]*)(?<!\.)\b${name}\b(?!\s+as\b|\.)`,
  go: (name) => String.raw`(?:var|const|func|type)\s+${name}\b|\t${name}(?:\s+[\w.*\[\]]+)?\s+=\s`,
  java: (name) => String.raw`\s+(?:\w+\s+)*?(?!return\b|throw\b|new\b|else\b)[\w.<>\[\],?]+\s+${name}(?:\s*[=;({]|<)`,
  none: (name) => String.raw`(?:function\s+)?${name}\s*\(\)`,
};

/** What of the code a document does not have yet, and the line at or above which it must not go. */
export interface MissingParts {
  readonly parts: readonly CodePart[];
  /** Where the last thing is declared that is not inserted again, if it is below `line`; else `line`. */
  readonly after: number;
}

/**
 * What all patterns of a client have in common is inserted once: not where code below `line` (0-based) of the document can
 * use something of that name already, be it from another pattern or the user's own, and not where nothing else needs it.
 */
export function missingParts(
  document: string,
  line: number,
  parts: readonly CodePart[],
  syntax: ImportSyntax,
): MissingParts {
  const found = parts.map(({ declares }) =>
    declares === undefined ? undefined : declarationOf(document, line, declares, syntax),
  );
  return {
    parts: parts.filter((part, index) => found[index] === undefined && isUsed(part, parts)),
    after: Math.max(line, ...found.map((at) => at ?? 0)),
  };
}

/** A variant may do without a helper that others need. */
export function isUsed(part: CodePart, parts: readonly CodePart[]): boolean {
  const use = new RegExp(`\\b${part.declares ?? ''}\\b`);
  return part.declares === undefined || parts.some((other) => other !== part && use.test(other.text));
}

/** The line where the name is declared that code below `line` sees. */
function declarationOf(document: string, line: number, name: string, syntax: ImportSyntax): number | undefined {
  const lines = document.split(/\r?\n/);
  const text = lines.join('\n');
  return [...text.matchAll(new RegExp(`^(?:${DECLARES[syntax](name)})`, 'gm'))]
    .map(({ index }) => text.slice(0, index).split('\n').length - 1)
    .find((at) => syntax !== 'java' || isInSameClass(lines, at, line));
}

/** No line between the two is indented less than the declaration: its class is open at both. */
function isInSameClass(lines: readonly string[], declaration: number, line: number): boolean {
  const indent = indentOf(lines[declaration] ?? '');
  const between = lines.slice(Math.min(declaration, line + 1), Math.max(declaration, line + 1));
  return between.every((other) => other.trim() === '' || indentOf(other) >= indent);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
