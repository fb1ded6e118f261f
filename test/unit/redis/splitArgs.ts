/**
 * How redis-cli reads a line: the rules of `sdssplitargs` in its source (sds.c), byte for byte. Answers undefined where it
 * says "Invalid argument(s)".
 */
export function splitArgs(line: Buffer): Buffer[] | undefined {
  const args: Buffer[] = [];
  let at = 0;
  for (;;) {
    while (isSpace(line[at])) at += 1;
    if (at >= line.length) return args;
    const read = readArg(line, at);
    if (!read) return undefined;
    args.push(read.arg);
    at = read.end;
  }
}

function readArg(line: Buffer, start: number): { arg: Buffer; end: number } | undefined {
  const bytes: number[] = [];
  for (let at = start; at < line.length; at += 1) {
    const byte = line[at] ?? 0;
    if (byte === QUOTE || byte === APOSTROPHE) {
      const end = byte === QUOTE ? readDouble(line, at + 1, bytes) : readSingle(line, at + 1, bytes);
      if (end === undefined || (end < line.length && !isSpace(line[end]))) return undefined;
      return { arg: Buffer.from(bytes), end };
    }
    if (isSpace(byte) || byte === 0) return { arg: Buffer.from(bytes), end: at };
    bytes.push(byte);
  }
  return { arg: Buffer.from(bytes), end: line.length };
}

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;
const LETTERS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, a: 7 };

/** Reads to the closing quote and answers where it goes on, or undefined when there is none. */
function readDouble(line: Buffer, start: number, bytes: number[]): number | undefined {
  for (let at = start; at < line.length; at += 1) {
    const byte = line[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH || at + 1 >= line.length) {
      bytes.push(byte);
      continue;
    }
    const hex = /^x([0-9a-f]{2})/i.exec(line.toString('latin1', at + 1, at + 4))?.[1];
    const next = line[at + 1] ?? 0;
    bytes.push(hex === undefined ? (LETTERS[String.fromCharCode(next)] ?? next) : parseInt(hex, 16));
    at += hex === undefined ? 1 : 3;
  }
  return undefined;
}

function readSingle(line: Buffer, start: number, bytes: number[]): number | undefined {
  for (let at = start; at < line.length; at += 1) {
    const byte = line[at] ?? 0;
    if (byte === APOSTROPHE) return at + 1;
    if (byte === BACKSLASH && line[at + 1] === APOSTROPHE) at += 1;
    bytes.push(line[at] ?? 0);
  }
  return undefined;
}

/** `isspace` of the C locale. */
function isSpace(byte: number | undefined): boolean {
  return byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);
}
