import { CodedError } from '../../base/errors';

const [SPACE, QUOTE, APOSTROPHE, BACKSLASH, LOWER_X] = [...Buffer.from(' "\'\\x')];
const LETTERS: ReadonlyMap<number, number> = new Map(
  [...Object.entries({ n: 10, r: 13, t: 9, b: 8, a: 7 })].map(([letter, byte]) => [letter.charCodeAt(0), byte]),
);

/**
 * The words of one line as redis-cli reads it: bare, in double quotes with `\xHH`, `\n`, `\"`, or in single quotes with
 * `\'`. Throws `INVALID_INPUT` when a quote is not closed, or is closed in the middle of a word.
 */
export function splitCliWords(line: Buffer): Buffer[] {
  const words: Buffer[] = [];
  /** A word is never longer than what it is read from. */
  const word = Buffer.allocUnsafe(line.length);
  let at = 0;
  for (;;) {
    while (at < line.length && isBlank(line[at])) at++;
    if (at >= line.length) return words;
    const end = line[at] === QUOTE || line[at] === APOSTROPHE ? readQuoted(line, at, word) : readBare(line, at, word);
    if (end.next < line.length && !isBlank(line[end.next])) throw broken('a quote ends in the middle of a word');
    words.push(Buffer.from(word.subarray(0, end.length)));
    at = end.next;
  }
}

interface WordEnd {
  readonly length: number;
  /** Where the line goes on. */
  readonly next: number;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || (byte !== undefined && byte >= 9 && byte <= 13);
}

function readBare(line: Buffer, start: number, into: Buffer): WordEnd {
  let at = start;
  while (at < line.length && !isBlank(line[at])) {
    if (line[at] === QUOTE || line[at] === APOSTROPHE) throw broken('a quote begins in the middle of a word');
    at++;
  }
  line.copy(into, 0, start, at);
  return { length: at - start, next: at };
}

function readQuoted(line: Buffer, start: number, into: Buffer): WordEnd {
  const quote = line[start];
  let length = 0;
  for (let at = start + 1; at < line.length; at++) {
    const byte = line[at] ?? 0;
    if (byte === quote) return { length, next: at + 1 };
    if (byte !== BACKSLASH) {
      into[length++] = byte;
      continue;
    }
    const escaped = line[at + 1] ?? 0;
    if (quote === APOSTROPHE) {
      // Only the quote itself is escaped there.
      if (escaped === APOSTROPHE) at++;
      into[length++] = escaped === APOSTROPHE ? APOSTROPHE : byte;
      continue;
    }
    const hex = escaped === LOWER_X ? hexAt(line, at + 2) : -1;
    into[length++] = hex >= 0 ? hex : (LETTERS.get(escaped) ?? escaped);
    at += hex >= 0 ? 3 : 1;
  }
  throw broken('a quote is not closed');
}

/** The byte that two hexadecimal digits name, or -1. */
function hexAt(line: Buffer, at: number): number {
  const high = digit(line[at]);
  const low = digit(line[at + 1]);
  return high < 0 || low < 0 ? -1 : 16 * high + low;
}

function digit(byte = 0): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

function broken(what: string): CodedError {
  return new CodedError('INVALID_INPUT', `It is not a line of redis-cli: ${what}.`);
}
