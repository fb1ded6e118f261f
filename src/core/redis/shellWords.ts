import { CodedError } from '../base/errors';

/** A word as the program started by a shell gets it. */
export interface ShellWord {
  readonly text: string;
  /** Whether a shell would have put something in: `$NAME`, `$(…)`, backticks, `~`. The text has it as it was written. */
  readonly expands: boolean;
}

/** What ends a word, and what ends a command: the rest belongs to another one, or to a redirection. */
const BLANK = /[ \t]/;
const END = /[\n;|&<>()]/;

/**
 * The words of the first command in `text`, by the quoting rules of a POSIX shell: single and double quotes, backslashes,
 * continued lines, comments. Nothing is expanded. Throws `INVALID_INPUT` when a quote is not closed.
 */
export function splitShellWords(text: string): ShellWord[] {
  const source = text.replaceAll('\r\n', '\n').trim();
  const words: ShellWord[] = [];
  let at = 0;
  while (at < source.length) {
    const char = source.charAt(at);
    if (END.test(char)) return words;
    if (BLANK.test(char)) at += 1;
    else if (source.startsWith('\\\n', at)) at += 2;
    else if (char === '#') return words;
    else {
      const { word, end } = readWord(source, at);
      words.push(word);
      at = end;
    }
  }
  return words;
}

/** `text` as one word of a POSIX shell, whatever is in it. */
export function quoteShellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function readWord(source: string, start: number): { word: ShellWord; end: number } {
  let text = '';
  let expands = source.charAt(start) === '~';
  let at = start;
  while (at < source.length && !BLANK.test(source.charAt(at)) && !END.test(source.charAt(at))) {
    const char = source.charAt(at);
    if (char === "'") {
      const close = source.indexOf("'", at + 1);
      if (close < 0) throw unclosed();
      text += source.slice(at + 1, close);
      at = close + 1;
    } else if (char === '"') {
      const quoted = readDouble(source, at + 1);
      text += quoted.text;
      expands ||= quoted.expands;
      at = quoted.end;
    } else if (char === '\\') {
      // A backslash before a line's end continues the line; the last character of all stands for itself.
      text += source.charAt(at + 1) === '\n' ? '' : source.charAt(at + 1) || '\\';
      at += 2;
    } else {
      expands ||= startsExpansion(source, at);
      text += char;
      at += 1;
    }
  }
  return { word: { text, expands }, end: at };
}

/** Reads to the closing quote. Within double quotes a backslash is one, but before the few characters that mean something. */
function readDouble(source: string, start: number): { text: string; expands: boolean; end: number } {
  let text = '';
  let expands = false;
  for (let at = start; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char === '"') return { text, expands, end: at + 1 };
    if (char === '\\' && /[$`"\\\n]/.test(source.charAt(at + 1))) {
      at += 1;
      text += source.charAt(at) === '\n' ? '' : source.charAt(at);
    } else {
      // "$'" is no expansion inside of double quotes, and neither is a dollar sign at their end.
      expands ||= startsExpansion(source, at) && !/^\$['"]/.test(source.slice(at, at + 2));
      text += char;
    }
  }
  throw unclosed();
}

function startsExpansion(source: string, at: number): boolean {
  return source.charAt(at) === '`' || /^\$[\w{('"@*#?$!-]/.test(source.slice(at, at + 2));
}

function unclosed(): CodedError {
  return new CodedError('INVALID_INPUT', 'A quote in the line is not closed. Paste the whole line.');
}
