import type { SnippetClient } from './clients';
import type { ScannedLanguage } from './scanLines';
import { scanLines } from './scanLines';
import { hereDocuments } from './shellPlacement';

/** How code is indented where it goes. */
export interface Indentation {
  /** What stands before all of its lines. */
  readonly base: string;
  /** One level. */
  readonly unit: string;
}

const SCANNED: Readonly<Record<string, ScannedLanguage>> = {
  typescript: 'script',
  javascript: 'script',
  python: 'python',
  go: 'go',
  java: 'java',
};

/** A client's code, indented as the document is. What stands in its texts, a Lua script say, is left exactly as it is. */
export function indentedAs(
  code: string,
  { indent, languageIds: [language] }: Pick<SnippetClient, 'indent' | 'languageIds'>,
  { base, unit }: Indentation,
): string {
  const lines = code.split('\n');
  const inText = linesInTexts(lines, language);
  const indented = lines.map((line, at) => {
    if (line.trim() === '') return inText.has(at) ? line : '';
    return base + (inText.has(at) ? line : withUnit(line, indent, unit));
  });
  return indented.join('\n');
}

function withUnit(line: string, from: string, to: string): string {
  let levels = 0;
  while (line.startsWith(from, levels * from.length)) levels += 1;
  return to.repeat(levels) + line.slice(levels * from.length);
}

/** The lines that begin inside of a text or a comment. */
function linesInTexts(lines: readonly string[], language: string): ReadonlySet<number> {
  const scanned = SCANNED[language];
  if (!scanned) return hereDocuments(lines);
  const open = scanLines(lines, scanned).map((line) => line.open.at(-1) ?? '{');
  return new Set(open.flatMap((last, at) => ('{(['.includes(last) ? [] : [at + 1])));
}
