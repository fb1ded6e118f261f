/** Import lines that a document lacks, and before which of its lines (0-based) they belong. */
export interface MissingImports {
  readonly lines: readonly string[];
  readonly at: number;
  /** They go between others of a block, so no empty line is wanted after them. */
  readonly inside?: boolean;
}

/** Which of `wanted` a document does not have yet. The lines of both are without line breaks. */
export type FindMissing = (document: readonly string[], wanted: readonly string[]) => MissingImports;

/** Empty lines before `before` do not count: those above the code stay above it. */
export function endOfText(lines: readonly string[], before: number): number {
  let end = before;
  while (end > 0 && (lines[end - 1] ?? '').trim() === '') end -= 1;
  return end;
}

/** The lines that are comment and nothing else, where comments are those of C. */
export function commentedLines(lines: readonly string[]): ReadonlySet<number> {
  const commented = new Set<number>();
  let inside = false;
  for (const [index, line] of lines.entries()) {
    const starts: boolean = inside || /^\s*\/\*/.test(line);
    if (starts || /^\s*\/\//.test(line)) commented.add(index);
    inside = starts && !line.includes('*/', inside ? 0 : line.indexOf('/*') + 2);
  }
  return commented;
}

/**
 * Below the lines that `opens` says belong to the top, and the opening comment. A comment right above code is about that
 * code, and so is below.
 */
export function endOfPreamble(
  lines: readonly string[],
  commented: ReadonlySet<number>,
  opens: (line: string, index: number) => boolean,
): number {
  let end = 0;
  let index = 0;
  for (; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (opens(line, index)) end = index + 1;
    else if (line.trim() === '') end = endOfText(lines, index);
    else if (!commented.has(index)) return end;
  }
  return endOfText(lines, index);
}
