import type { ScannedLanguage, ScannedLine } from './scanLines';
import { scanLines } from './scanLines';

interface Grammar {
  /** What a line ends with that its statement goes on behind. */
  readonly goesOn: RegExp;
  /** What a line begins with that belongs to the statement above it. */
  readonly continues: RegExp;
  /** Statements that say something of what follows, and belong to it. */
  readonly leads: RegExp;
}

const NEVER = /(?!)/;

const GRAMMARS: Readonly<Record<Exclude<ScannedLanguage, 'java'>, Grammar>> = {
  script: {
    goesOn: /(?:=>|[=,?:+\-*%&|^<.~!]|\b(?:else|do|export|default|async|extends|implements))$/,
    // Where semicolons are left out, brackets at a line's beginning belong to the line above.
    continues:
      /^(?:[.?:{([`,=+\-*/%&|^<>)\]}!]|(?:else|catch|finally|while|as|satisfies|extends|implements|instanceof|in)\b)/,
    // Decorators, overloads of a function, and conditions.
    leads: /^(?:@.*[\w)]|(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b[^{]*;|(?:if|for|while)\b.*\))$/,
  },
  python: {
    goesOn: /[:\\]$/,
    continues: /^(?:elif|else|except|finally|case)\b/,
    leads: /^@/,
  },
  go: { goesOn: /[=,.+\-*/%&|^<>!]$/, continues: NEVER, leads: NEVER },
};

/** The first line at or below `caret` behind which a statement of the file itself ends, and no other has begun. */
export function outermostPlacement(
  lines: readonly string[],
  caret: number,
  language: Exclude<ScannedLanguage, 'java'>,
): number {
  const scanned = scanLines(lines, language);
  const isBetween = (at: number): boolean => endsStatement(lines, scanned, at, GRAMMARS[language]);
  const found = lines.findIndex((_, at) => at >= caret && isBetween(at));
  const line = found < 0 ? Math.max(0, lines.length - 1) : found;
  return language === 'python' ? beforeMain(lines, caret, line, isBetween) : line;
}

/** In Python what stands below the file's main block is not there yet when that block runs. */
function beforeMain(lines: readonly string[], caret: number, line: number, isBetween: (at: number) => boolean): number {
  const main = lines.findIndex((text) => /^if\s+__name__\s*==/.test(text));
  if (main < 0 || caret < main) return line;
  const above = lines.findLastIndex((_, at) => at < main && isBetween(at));
  return above < 0 ? line : above;
}

function endsStatement(
  lines: readonly string[],
  scanned: readonly ScannedLine[],
  at: number,
  { goesOn, continues, leads }: Grammar,
): boolean {
  if (scanned[at]?.open.length !== 0 || isCommentOfNext(lines, scanned, at)) return false;
  const hasCode = (line: number): boolean => scanned[line]?.code.trim() !== '';
  const below = scanned.findIndex((_, line) => line > at && hasCode(line));
  // A line that is indented belongs to what is above it, whatever the brackets say.
  if (below >= 0 && (/^\s/.test(lines[below] ?? '') || continues.test(scanned[below]?.code ?? ''))) return false;
  const end = scanned.findLastIndex((_, line) => line <= at && hasCode(line));
  if (end < 0) return true;
  const statement = scanned.slice(beginOf(scanned, end), end + 1).map(({ code }) => code);
  return !goesOn.test(statement.at(-1) ?? '') && !leads.test(statement.join(' '));
}

/** A comment right above code is about that code. */
export function isCommentOfNext(lines: readonly string[], scanned: readonly ScannedLine[], at: number): boolean {
  const isComment = scanned[at]?.code.trim() === '' && lines[at]?.trim() !== '';
  return isComment && (lines[at + 1] ?? '').trim() !== '';
}

/** The line where the statement begins that ends on this one, as far as brackets tell. */
function beginOf(scanned: readonly ScannedLine[], end: number): number {
  let begin = end;
  while (begin > 0 && scanned[begin - 1]?.open.length !== 0) begin -= 1;
  return begin;
}
