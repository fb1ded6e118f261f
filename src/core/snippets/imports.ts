/** Import lines that a document lacks, and before which of its lines (0-based) they belong. */
export interface MissingImports {
  readonly lines: readonly string[];
  readonly at: number;
}

const IMPORT = /^\s*(?:import\b(?!\s*\()|(?:const|let|var)\s.*=\s*require\()/;
/** What stays on top of a file: a shebang, directives, and the comment that a file begins with. */
const PREAMBLE = /^\s*(?:#!|\/\/|\/\*|\*|'use strict'|"use strict"|$)/;

/** Which of `wanted` the document does not have yet; they go after its last import, else below what it begins with. */
export function missingImports(document: string, wanted: readonly string[]): MissingImports {
  const lines = document.split(/\r?\n/);
  const have = new Set(lines.map(normalized));
  const last = lines.reduce((found, line, index) => (IMPORT.test(line) ? endOfImport(lines, index) : found), -1);
  return {
    lines: wanted.filter((line) => !have.has(normalized(line)) && !importsTheSame(document, line)),
    at: last >= 0 ? last + 1 : endOfPreamble(lines),
  };
}

/** Quotes, semicolons and spaces differ between projects. */
function normalized(line: string): string {
  return line.replace(/["']/g, "'").replace(/[\s;]/g, '');
}

/** `import { Redis } from 'ioredis'` is there when the document imports that name from that package among others. */
function importsTheSame(document: string, line: string): boolean {
  const [, name, packageName] = /import\s*\{\s*(\w+)\s*\}\s*from\s*['"]([^'"]+)['"]/.exec(line) ?? [];
  if (name === undefined || packageName === undefined) return false;
  const imports = document.matchAll(/import\s+(?:\w+\s*,\s*)?\{([^}]*)\}\s*from\s*['"]([^'"]+)['"]/g);
  for (const [, names = '', from] of imports) {
    if (from === packageName && names.split(',').some((part) => part.trim() === name)) return true;
  }
  return false;
}

/** An import may go over several lines, up to its `from`. */
function endOfImport(lines: readonly string[], start: number): number {
  for (let index = start; index < lines.length; index += 1) {
    if (/['"]\s*\)?\s*;?\s*(?:\/\/.*)?$/.test(lines[index] ?? '')) return index;
  }
  return start;
}

function endOfPreamble(lines: readonly string[]): number {
  const first = lines.findIndex((line) => !PREAMBLE.test(line));
  const end = first < 0 ? lines.length : first;
  // Empty lines above the code stay above it.
  let at = end;
  while (at > 0 && (lines[at - 1] ?? '').trim() === '') at -= 1;
  return at;
}
