/** Lines of code, 0-based, end exclusive. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** A source without its region markers, and where each region lies in what is left. Regions may lie in one another. */
export interface RegionedCode {
  readonly code: string;
  readonly regions: Readonly<Record<string, LineRange>>;
}

/** `// #region name` in the comment style of any language that snippets are written in. */
const START = /^\s*(?:\/\/|#|--|;)\s*#region\s+(\S+)\s*$/;
const END = /^\s*(?:\/\/|#|--|;)\s*#endregion\b/;
/** Code that people will want to change after inserting: `text`, wherever it stands behind `before`. */
export interface TabStop {
  readonly before: string;
  readonly text: string;
  /** How the text is written with what the lab ran with in place of `{parameter}`; absent where it does not depend on it. */
  readonly template?: string;
}

/** `// #tabstop <code>`, `// #tabstop <before>[[<code>]]`, and behind either ` <- <template>`. */
const TAB_STOP = /^\s*(?:\/\/|#|--|;)\s*#tabstop\s+(\S.*?)(?:\s+<-\s+(\S.*?))?\s*$/;
const BEHIND = /^(.*?)\[\[(.*)\]\]$/;

/** Takes the markers out. Throws an Error for a region without an end, an end without a region, or a name used twice. */
export function readRegions(source: string): RegionedCode {
  const kept: string[] = [];
  const regions: Record<string, LineRange> = {};
  const open: { name: string; start: number }[] = [];
  for (const line of source.split('\n')) {
    const name = START.exec(line)?.[1];
    if (name !== undefined) {
      open.push({ name, start: kept.length });
    } else if (END.test(line)) {
      const region = open.pop();
      if (!region) throw new Error('A region ends that has not begun.');
      if (Object.hasOwn(regions, region.name)) throw new Error(`There are two regions "${region.name}".`);
      regions[region.name] = { start: region.start, end: kept.length };
    } else if (!TAB_STOP.test(line)) {
      kept.push(line);
    }
  }
  const [unfinished] = open;
  if (unfinished) throw new Error(`The region "${unfinished.name}" has no end.`);
  return { code: kept.join('\n'), regions };
}

/** The file that runs by itself, as a person would have it: without marks, and without the empty lines that only they need. */
export function wholeCode(source: string): string {
  const kept: string[] = [];
  let mark = false;
  for (const line of source.split('\n')) {
    // gofmt wants an empty line on both sides of a mark: one of them goes with it.
    const spare: boolean = mark && isBlank(line) && isBlank(kept.at(-1) ?? '');
    const isMark = [START, END, TAB_STOP].some((pattern) => pattern.test(line));
    if (!isMark && !spare) kept.push(line);
    mark = isMark || spare;
  }
  return kept.join('\n');
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

/** What `#tabstop` marks name, in the order in which one gets to it by Tab. */
export function readTabStops(source: string): TabStop[] {
  return source.split('\n').flatMap((line) => {
    const [, code, template] = TAB_STOP.exec(line) ?? [];
    if (code === undefined) return [];
    const [, before = '', text = code] = BEHIND.exec(code) ?? [];
    return [{ before, text, ...(template !== undefined && { template }) }];
  });
}

/**
 * What is in regions, in the order of the source, by the innermost that it is in. Each text begins at the left: where a language
 * puts functions into a class, its regions are indented.
 */
export function textsOfRegions({ code, regions }: RegionedCode): readonly { region: string; text: string }[] {
  const lines = code.split('\n');
  // What lies within another ends before it.
  const ranges = Object.entries(regions);
  return ranges
    .flatMap(([region, { start, end }], at) => {
      const within = ranges.slice(0, at).filter(([, inner]) => inner.start >= start && inner.end <= end);
      return piecesOf(
        { start, end },
        within.map(([, inner]) => inner),
      ).map((piece) => ({ region, ...piece }));
    })
    .sort((a, b) => a.start - b.start)
    .map(({ region, start, end }) => ({ region, text: textOf(lines.slice(start, end)) }))
    .filter(({ text }) => text !== '');
}

/** What is left of a range without others within it. */
function piecesOf(range: LineRange, within: readonly LineRange[]): readonly LineRange[] {
  const pieces: LineRange[] = [];
  let { start } = range;
  for (const inner of [...within].sort((a, b) => a.start - b.start)) {
    pieces.push({ start, end: inner.start });
    start = Math.max(start, inner.end);
  }
  return [...pieces, { start, end: range.end }];
}

/** A formatter may want empty lines at the ends of a region: gofmt does. */
function textOf(lines: readonly string[]): string {
  return dedented(lines)
    .join('\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
}

/** Takes away what all lines begin with, as far as it is spaces or tabs. Empty lines do not count. */
function dedented(lines: readonly string[]): readonly string[] {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0] ?? '');
  const [first = ''] = indents;
  let length = first.length;
  for (const indent of indents) while (!indent.startsWith(first.slice(0, length))) length -= 1;
  const common = first.slice(0, length);
  return lines.map((line) => (line.startsWith(common) ? line.slice(length) : line.trimStart()));
}
