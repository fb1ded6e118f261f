/** What is open at the end of a line. */
export interface OpenBrackets {
  /** `{` */
  readonly braces: number;
  /** `(` and `[` */
  readonly others: number;
  /** The line ends inside a text or a comment. */
  readonly inside: boolean;
}

interface Lexicon {
  readonly lineComment: RegExp;
  /** What begins a text or a block comment, and what ends it; longer ones first. */
  readonly spans: readonly (readonly [begin: string, end: string])[];
  /** Ends of spans before which a backslash means that they go on, and which end with their line at the latest. */
  readonly oneLine: ReadonlySet<string>;
}

const C_LIKE: Lexicon = {
  lineComment: /^\/\//,
  spans: [
    ['"""', '"""'],
    ['/*', '*/'],
    ['"', '"'],
    ["'", "'"],
    ['`', '`'],
  ],
  oneLine: new Set(['"', "'"]),
};

const PYTHON: Lexicon = {
  lineComment: /^#/,
  spans: [
    ['"""', '"""'],
    ["'''", "'''"],
    ['"', '"'],
    ["'", "'"],
  ],
  oneLine: new Set(['"', "'"]),
};

/**
 * What is open at the end of each line. It knows comments and texts, not the language: code in a template's `${…}` counts as
 * text, and a regular expression with a quote in it misleads it until the end of its line.
 */
export function openBrackets(lines: readonly string[], language: 'python' | 'cLike'): readonly OpenBrackets[] {
  const lexicon = language === 'python' ? PYTHON : C_LIKE;
  let braces = 0;
  let others = 0;
  let end: string | undefined;
  return lines.map((line) => {
    for (let at = 0; at < line.length;) {
      const step = end === undefined ? outside(line, at, lexicon) : within(line, at, end);
      if (step.kind === 'comment') break;
      if (step.kind === 'bracket') {
        if ('{}'.includes(step.text)) braces += step.text === '{' ? 1 : -1;
        else others += '(['.includes(step.text) ? 1 : -1;
      } else if (step.kind !== 'other') {
        end = step.kind === 'begin' ? step.end : undefined;
      }
      at += step.length;
    }
    if (end !== undefined && lexicon.oneLine.has(end)) end = undefined;
    return { braces: Math.max(0, braces), others: Math.max(0, others), inside: end !== undefined };
  });
}

type Step = { readonly length: number } & (
  | { readonly kind: 'comment' | 'other' | 'end' }
  | { readonly kind: 'bracket'; readonly text: string }
  | { readonly kind: 'begin'; readonly end: string }
);

function outside(line: string, at: number, { lineComment, spans }: Lexicon): Step {
  if (lineComment.test(line.slice(at, at + 2))) return { kind: 'comment', length: 0 };
  const span = spans.find(([begin]) => line.startsWith(begin, at));
  if (span) return { kind: 'begin', end: span[1], length: span[0].length };
  const text = line.charAt(at);
  return '{}()[]'.includes(text) ? { kind: 'bracket', text, length: 1 } : { kind: 'other', length: 1 };
}

function within(line: string, at: number, end: string): Step {
  if (line[at] === '\\' && end !== '*/') return { kind: 'other', length: 2 };
  return line.startsWith(end, at) ? { kind: 'end', length: end.length } : { kind: 'other', length: 1 };
}
