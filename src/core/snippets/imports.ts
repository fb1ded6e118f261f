/** Import lines that a document lacks, and before which of its lines (0-based) they belong. */
export interface MissingImports {
  readonly lines: readonly string[];
  readonly at: number;
}

/** At the line's beginning only: an indented one belongs to a function. Neither `import()` nor `import.meta`. */
const IMPORT = /^(?:import\b(?!\s*[(.])|(?:const|let|var)\s.*=\s*require\()/;
/** How a line ends that ends an import: with its path, or what may follow one. */
const END_OF_IMPORT = /(?:['"]\s*\)?(?:\s*(?:with|assert)\s*\{.*\})?|;)\s*(?:;\s*)?(?:\/\/.*|\/\*.*\*\/\s*)?$/;
const DIRECTIVE = /^\s*(['"])use [\w -]+\1\s*;?\s*(?:\/\/.*)?$/;

/** Which of `wanted` the document does not have yet; they go after its last import, else below what it begins with. */
export function missingImports(document: string, wanted: readonly string[]): MissingImports {
  const lines = document.split(/\r?\n/);
  const have = new Set(lines.map(normalized));
  const commented = commentedLines(lines);
  const last = lines.findLastIndex((line, index) => IMPORT.test(line) && !commented.has(index));
  return {
    lines: wanted.filter((line) => !have.has(normalized(line)) && !importsTheSame(document, line)),
    at: last >= 0 ? endOfImport(lines, last) + 1 : endOfPreamble(lines, commented),
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
  const imports = document.matchAll(/^import\s+(?:\w+\s*,\s*)?\{([^}]*)\}\s*from\s*['"]([^'"]+)['"]/gm);
  for (const [, names = '', from] of imports) {
    if (from === packageName && names.split(',').some((part) => part.trim() === name)) return true;
  }
  return false;
}

/** An import may go over several lines, up to its `from`. */
function endOfImport(lines: readonly string[], start: number): number {
  const end = lines.findIndex((line, index) => index >= start && END_OF_IMPORT.test(line));
  return end < 0 ? start : end;
}

/** The lines that are comment and nothing else. */
function commentedLines(lines: readonly string[]): ReadonlySet<number> {
  const commented = new Set<number>();
  let inside = false;
  for (const [index, line] of lines.entries()) {
    const starts: boolean = inside || /^\s*\/\*/.test(line);
    if (starts || /^\s*\/\//.test(line)) commented.add(index);
    inside = starts && !line.includes('*/', inside ? 0 : line.indexOf('/*') + 2);
  }
  return commented;
}

/** Below the shebang, the directives and the opening comment. A comment right above code is about that code. */
function endOfPreamble(lines: readonly string[], commented: ReadonlySet<number>): number {
  let end = 0;
  let index = 0;
  for (; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const shebang = index === 0 && line.startsWith('#!');
    if (shebang || DIRECTIVE.test(line)) end = index + 1;
    else if (line.trim() === '') end = endOfText(lines, index);
    else if (!commented.has(index)) return end;
  }
  return endOfText(lines, index);
}

/** Empty lines above the code stay above it. */
function endOfText(lines: readonly string[], before: number): number {
  let end = before;
  while (end > 0 && (lines[end - 1] ?? '').trim() === '') end -= 1;
  return end;
}
