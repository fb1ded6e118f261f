/** What the scanner has to know of a language; `script` is JavaScript and TypeScript. */
export type ScannedLanguage = 'script' | 'python' | 'go' | 'java';

export interface ScannedLine {
  /** The line without comments and without what its texts say, only the quotes. */
  readonly code: string;
  /** What is open at the end of the line: `{`, `(` and `[`, and `"`, a backtick or `*` where it ends inside a text or a comment. */
  readonly open: readonly string[];
}

interface Lexicon {
  readonly lineComment: string;
  /** What begins a text or a block comment, and what ends it; longer ones first. */
  readonly spans: readonly (readonly [begin: string, end: string])[];
  /** Ends of spans in which a backslash is a character like others. */
  readonly raw: ReadonlySet<string>;
}

const BLOCK_COMMENT = ['/*', '*/'] as const;
const QUOTES = [
  ['"', '"'],
  ["'", "'"],
] as const;
const BACKTICKS = ['`', '`'] as const;
const RAW_COMMENT = new Set(['*/']);

const LEXICONS: Readonly<Record<ScannedLanguage, Lexicon>> = {
  script: { lineComment: '//', spans: [BLOCK_COMMENT, ...QUOTES, BACKTICKS], raw: RAW_COMMENT },
  go: { lineComment: '//', spans: [BLOCK_COMMENT, ...QUOTES, BACKTICKS], raw: new Set(['*/', '`']) },
  java: { lineComment: '//', spans: [BLOCK_COMMENT, ['"""', '"""'], ...QUOTES], raw: RAW_COMMENT },
  python: { lineComment: '#', spans: [['"""', '"""'], ["'''", "'''"], ...QUOTES], raw: new Set() },
};

const CLOSED_BY: Readonly<Record<string, string>> = { '}': '{', ')': '(', ']': '[' };
/** Behind what a slash begins a regular expression and divides nothing. Not behind `}` and `>`, which JSX has before one. */
const BEFORE_REGEX =
  /(?:^|[(,=:[!&|?{;+\-*%~^]|=>|\b(?:return|typeof|case|in|of|void|delete|throw|new|do|else|await|yield))\s*$/;
/** To its end on the same line. */
const REGEX = /^\/(?![*/>])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+\//;

/**
 * The lines as a compiler would begin to read them: it tells code from comments and texts, and what is open at the end of each
 * line. It knows no grammar: what it takes for a regular expression, or for a quote within JSX, it may have wrong.
 */
export function scanLines(lines: readonly string[], language: ScannedLanguage): readonly ScannedLine[] {
  const scanner = new Scanner(language);
  return lines.map((line) => scanner.read(line));
}

class Scanner {
  private readonly open: string[] = [];
  private readonly lexicon: Lexicon;

  constructor(private readonly language: ScannedLanguage) {
    this.lexicon = LEXICONS[language];
  }

  read(line: string): ScannedLine {
    let code = '';
    for (let at = 0; at < line.length;) {
      const end = this.endOfSpan();
      const [length, kept] = end === undefined ? this.outside(line, at, code) : this.within(line, at, end);
      at += length;
      code += kept;
    }
    return { code: code.trimEnd(), open: [...this.open] };
  }

  /** What ends the text or comment that is open, if one is. */
  private endOfSpan(): string | undefined {
    const top = this.open.at(-1);
    return this.lexicon.spans.map(([, end]) => end).find((end) => end === top);
  }

  /** How far to go on, and what of it is code. */
  private outside(line: string, at: number, code: string): readonly [number, string] {
    if (line.startsWith(this.lexicon.lineComment, at)) return [line.length, ''];
    const span = this.lexicon.spans.find(([begin]) => line.startsWith(begin, at));
    if (span) return this.begin(line, at, span);
    const regex = this.language === 'script' && BEFORE_REGEX.test(code) ? REGEX.exec(line.slice(at)) : null;
    if (regex) return [regex[0].length, '//'];
    const text = line.charAt(at);
    if ('{(['.includes(text)) this.open.push(text);
    else if (text in CLOSED_BY) this.close(text);
    return [1, text];
  }

  private begin(line: string, at: number, [begin, end]: readonly [string, string]): readonly [number, string] {
    const isComment = end === '*/';
    // A quote that nothing ends on its line is an apostrophe.
    const isOneLine = !isComment && begin.length === 1 && end !== '`';
    if (isOneLine && !endsWithin(line, at + 1, end)) return [1, begin];
    this.open.push(end);
    return [begin.length, isComment ? '' : begin];
  }

  private within(line: string, at: number, end: string): readonly [number, string] {
    if (line[at] === '\\' && !this.lexicon.raw.has(end)) return [2, ''];
    if (this.language === 'script' && end === '`' && line.startsWith('${', at)) {
      this.open.push('{');
      return [2, '{'];
    }
    if (!line.startsWith(end, at)) return [1, ''];
    this.open.pop();
    return [end.length, end === '*/' ? '' : end];
  }

  /** Of what was misread, the nearest that the bracket closes is taken; nothing in a text that is open around code. */
  private close(bracket: string): void {
    const at = this.open.lastIndexOf(CLOSED_BY[bracket] ?? '');
    if (at >= 0) this.open.length = at;
  }
}

function endsWithin(line: string, from: number, quote: string): boolean {
  for (let at = from; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === quote) return true;
  }
  return false;
}
