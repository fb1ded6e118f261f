/** The few control characters that redis-cli reads and writes as letters. */
const LETTERS: Readonly<Record<number, string>> = { 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 13: '\\r' };

/**
 * Characters that do not show themselves or that change how others show: controls, line and paragraph separators, and
 * format characters, among them the bidirectional overrides. The two joiners stay, words and emoji are made with them.
 */
const INVISIBLE = /^(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]$/u;

/**
 * The bytes as pieces of text for between double quotes, as redis-cli writes and reads it: each piece is one character or
 * one escape, so that cutting between pieces cuts neither. Text in UTF-8 stays as it is; all else becomes `\xHH`.
 * Lazy: of a long value only what is taken is looked at.
 */
export function* printablePieces(bytes: Buffer): Generator<string> {
  for (let index = 0; index < bytes.length;) {
    const character = characterAt(bytes, index);
    if (character === undefined) {
      yield hex(bytes.subarray(index, index + 1));
      index += 1;
      continue;
    }
    const length = Buffer.byteLength(character);
    yield escaped(character, bytes.subarray(index, index + length));
    index += length;
  }
}

/** The bytes as inert text on one line. */
export function printable(bytes: Buffer, maxLength = Infinity): string {
  return joinUpTo(printablePieces(bytes), maxLength);
}

/** The pieces joined; when that is longer than `maxLength`, as many whole pieces as fit, and `…`. */
export function joinUpTo(pieces: Iterable<string>, maxLength: number): string {
  let text = '';
  // Where to cut, should a later piece not fit: the last place that leaves room for the ellipsis.
  let cut = 0;
  for (const piece of pieces) {
    if (text.length + piece.length > maxLength) return `${text.slice(0, cut)}…`;
    text += piece;
    if (text.length < maxLength) cut = text.length;
  }
  return text;
}

function escaped(character: string, bytes: Buffer): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  const letter = bytes.length === 1 ? LETTERS[bytes[0] ?? 0] : undefined;
  if (letter !== undefined) return letter;
  return INVISIBLE.test(character) ? hex(bytes) : character;
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex').replace(/../g, '\\x$&');
}

/** The UTF-8 character that begins at `index`, or undefined when none does. */
function characterAt(bytes: Buffer, index: number): string | undefined {
  const lead = bytes[index] ?? 0;
  if (lead < 0x80) return String.fromCharCode(lead);
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  const slice = bytes.subarray(index, index + length);
  const text = slice.toString('utf8');
  // Decoding replaces what is no UTF-8, so only valid bytes come back the same.
  return /^.$/su.test(text) && Buffer.from(text).equals(slice) ? text : undefined;
}
