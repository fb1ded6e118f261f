import type { FindMissing } from './missing';
import { commentedLines, endOfPreamble } from './missing';

/** At the line's beginning only: an indented one belongs to a function. Neither `import()` nor `import.meta`. */
const IMPORT = /^(?:import\b(?!\s*[(.])|(?:const|let|var)\s.*=\s*require\()/;
/** How a line ends that ends an import: with its path, or what may follow one. */
const END_OF_IMPORT = /(?:['"]\s*\)?(?:\s*(?:with|assert)\s*\{.*\})?|;)\s*(?:;\s*)?(?:\/\/.*|\/\*.*\*\/\s*)?$/;
const DIRECTIVE = /^\s*(['"])use [\w -]+\1\s*;?\s*(?:\/\/.*)?$/;

/** They go after the document's last import, else below what it begins with. */
export const missingEcmascript: FindMissing = (document, wanted) => {
  const have = new Set(document.map(normalized));
  const commented = commentedLines(document);
  const last = document.findLastIndex((line, index) => IMPORT.test(line) && !commented.has(index));
  const text = document.join('\n');
  return {
    lines: wanted.flatMap((line) => (have.has(normalized(line)) ? [] : withMissingNames(text, line))),
    at: last >= 0 ? endOfImport(document, last) + 1 : endOfPreamble(document, commented, opens),
  };
};

function opens(line: string, index: number): boolean {
  return (index === 0 && line.startsWith('#!')) || DIRECTIVE.test(line);
}

/** Quotes, semicolons and spaces differ between projects. */
function normalized(line: string): string {
  return line.replace(/["']/g, "'").replace(/[\s;]/g, '');
}

/** The import with those of its names that the document does not import from that package; nothing where it has them all. */
function withMissingNames(document: string, line: string): string[] {
  const [, type, wanted, packageName] = NAMED.exec(line) ?? [];
  if (wanted === undefined) return [line];
  const have = new Set(
    [...document.matchAll(NAMED_IN)].flatMap(([, typeOnly, names = '', from]) =>
      from === packageName && (type !== undefined || typeOnly === undefined) ? namesIn(names).map(withoutType) : [],
    ),
  );
  const missing = namesIn(wanted).filter((name) => !have.has(withoutType(name)));
  if (missing.length === 0) return [];
  return [line.replace(/\{[^}]*\}/, () => `{ ${missing.join(', ')} }`)];
}

/** `import { Redis } from 'ioredis'`, with or without `type`. */
const NAMED = /^import\s+(type\s+)?\{([^}]*)\}\s*from\s*['"]([^'"]+)['"]/;
const NAMED_IN = /^import\s+(type\s+)?(?:\w+\s*,\s*)?\{([^}]*)\}\s*from\s*['"]([^'"]+)['"]/gm;

function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** `type Result` among names is an import of `Result`. */
function withoutType(name: string): string {
  return name.replace(/^type\s+/, '');
}

/** An import may go over several lines, up to its `from`. */
function endOfImport(lines: readonly string[], start: number): number {
  const end = lines.findIndex((line, index) => index >= start && END_OF_IMPORT.test(line));
  return end < 0 ? start : end;
}
