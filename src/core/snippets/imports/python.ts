import type { FindMissing, MissingImports } from './missing';
import { endOfPreamble } from './missing';

/** At the line's beginning only: an indented one belongs to a function, or to a `try`. */
const IMPORT = /^(?:import\s|from\s+\S+\s+import\b)/;

/** They go after the document's last import, else below the shebang, the opening comments and the docstring. */
export const missingPython: FindMissing = (document, wanted) => {
  const { quoted, commented } = proseOf(document);
  const isCode = (index: number): boolean => !quoted.has(index) && !commented.has(index);
  const last = document.findLastIndex((line, index) => IMPORT.test(line) && isCode(index));
  const code = document.filter((_, index) => isCode(index)).join('\n');
  const have = namesOf(code);
  const lines = wanted.filter((line) => [...namesOf(line)].some((name) => !have.has(name)));
  if (last >= 0) return { lines, at: endOfImport(document, last) + 1 };
  return apart(
    document,
    lines,
    endOfPreamble(document, commented, (_, index) => quoted.has(index)),
  );
};

/** An empty line between a docstring and the imports. */
function apart(document: readonly string[], lines: readonly string[], at: number): MissingImports {
  const before = document[at - 1] ?? '';
  return { lines: lines.length > 0 && /["']{3}/.test(before) ? ['', ...lines] : lines, at };
}

/** What the imports bind: `from a import b as c` gives `a b c`, `import a` gives `a`, each name of a list its own. */
function namesOf(code: string): ReadonlySet<string> {
  const names = new Set<string>();
  const joined = code.replace(/\\\n/g, ' ');
  for (const [, from, list = ''] of joined.matchAll(/^from\s+(\S+)\s+import\s+(\([^)]*\)|.*)$/gm)) {
    for (const name of items(list)) names.add(`${from ?? ''} ${name}`);
  }
  for (const [, list = ''] of joined.matchAll(/^import\s+(.*)$/gm)) for (const name of items(list)) names.add(name);
  return names;
}

function items(list: string): string[] {
  const bare = list.replace(/#.*$/gm, '').replace(/[()]/g, '');
  return bare
    .split(',')
    .map((name) => name.trim().replace(/\s+/g, ' '))
    .filter((name) => name !== '');
}

/** An import may go on to a closing bracket, or behind a backslash. */
function endOfImport(lines: readonly string[], start: number): number {
  let end = start;
  const first = (lines[start] ?? '').replace(/#.*$/, '');
  if (first.includes('(') && !first.includes(')')) {
    const closing = lines.findIndex((line, index) => index > start && line.replace(/#.*$/, '').includes(')'));
    return closing < 0 ? start : closing;
  }
  while ((lines[end] ?? '').trimEnd().endsWith('\\') && end + 1 < lines.length) end += 1;
  return end;
}

interface Prose {
  /** Lines of strings in triple quotes that begin a line: docstrings. */
  readonly quoted: ReadonlySet<number>;
  readonly commented: ReadonlySet<number>;
}

function proseOf(lines: readonly string[]): Prose {
  const quoted = new Set<number>();
  const commented = new Set<number>();
  let open: string | undefined;
  for (const [index, line] of lines.entries()) {
    if (open !== undefined) {
      quoted.add(index);
      if (line.includes(open)) open = undefined;
      continue;
    }
    if (/^\s*#/.test(line)) commented.add(index);
    const [, quote] = /("""|''')/.exec(line) ?? [];
    if (quote === undefined || commented.has(index)) continue;
    if (/^\s*[rRuU]?(?:"""|''')/.test(line)) quoted.add(index);
    // Strings that begin and end on this line leave an even number of quotes.
    if (line.split(quote).length % 2 === 0) open = quote;
  }
  return { quoted, commented };
}
