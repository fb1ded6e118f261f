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
  const lines = wanted.flatMap((line) => (have.has(normalized(line)) ? [] : withMissingNames(text, line)));
  return {
    lines: isCommonJs(document.filter((_, index) => !commented.has(index))) ? lines.map(asRequire) : lines,
    at: last >= 0 ? endOfImport(document, last) + 1 : endOfPreamble(document, commented, opens),
  };
};

function opens(line: string, index: number): boolean {
  return (index === 0 && line.startsWith('#!')) || DIRECTIVE.test(line);
}

/** Whether it takes modules by `require` alone: an import among them would make another kind of module of it. */
function isCommonJs(code: readonly string[]): boolean {
  return code.some((line) => REQUIRED.test(line)) && !code.some((line) => MODULE.test(line));
}

const REQUIRED = /^(?:const|let|var)\s.*=\s*require\(|^module\.exports\b|^exports\./;
const MODULE = /^(?:import\b(?!\s*[(.])|export\b)/;

function asRequire(line: string): string {
  return line.replace(
    /^import \{([^}]*)\} from (['"][^'"]+['"])/,
    (_all, names: string, from: string) => `const {${names.replaceAll(' as ', ': ')}} = require(${from})`,
  );
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
    [...document.matchAll(NAMED_IN), ...document.matchAll(REQUIRED_IN)].flatMap(
      ([, typeOnly = '', whole, names = '', from]) =>
        from === packageName && (type !== undefined || typeOnly === '')
          ? [...namesIn(names).map(withoutType), whole]
          : [],
    ),
  );
  const missing = namesIn(wanted).filter((name) => !have.has(withoutType(name)));
  if (missing.length === 0) return [];
  return [line.replace(/\{[^}]*\}/, () => `{ ${missing.join(', ')} }`)];
}

/** `import { Redis } from 'ioredis'`, with or without `type`. */
const NAMED = /^import\s+(type\s+)?\{([^}]*)\}\s*from\s*['"]([^'"]+)['"]/;
/** With the name of the whole module too: `import Redis from 'ioredis'`, `const Redis = require('ioredis')`. */
const NAMED_IN = /^import\s+(type\s+)?(?:(\w+)\s*,?\s*)?(?:\{([^}]*)\}\s*)?from\s*['"]([^'"]+)['"]/gm;
const REQUIRED_IN = /^(?:const|let|var)\s+()(?:(\w+)|\{([^}]*)\})\s*=\s*require\(\s*['"]([^'"]+)['"]\s*\)/gm;

function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** `type Result` among names is an import of `Result`; `require` renames with a colon. */
function withoutType(name: string): string {
  return name.replace(/^type\s+/, '').replace(/\s*:\s*/, ' as ');
}

/** An import may go over several lines, up to its `from`. */
function endOfImport(lines: readonly string[], start: number): number {
  const end = lines.findIndex((line, index) => index >= start && END_OF_IMPORT.test(line));
  return end < 0 ? start : end;
}
