/**
 * Bytes on their way to a webview and back. Keys, fields and values are bytes, not text: `base64` is exact. `isText` says
 * whether the bytes are valid UTF-8: then `text` is exactly that text, with whatever control characters it has, so that
 * it can be edited; else it is what can be read, with `\xHH` for the bytes that cannot. To show it in one line, see
 * displayText.ts.
 */
export interface EncodedBytes {
  readonly base64: string;
  readonly text: string;
  readonly isText: boolean;
}

// Both ends use this file, so it does without Buffer.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Arguments per call of String.fromCharCode: many more overflow the stack. */
const STRETCH = 0x8000;

export function encodeBytes(bytes: Uint8Array): EncodedBytes {
  const text = decodeUtf8(bytes);
  return { base64: toBase64(bytes), text: text ?? readableUnits(bytes).join(''), isText: text !== undefined };
}

/** The exact bytes. Throws an InvalidCharacterError when `base64` is none. */
export function decodeBytes({ base64 }: { readonly base64: string }): Uint8Array {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/** The text, a byte order mark included; undefined when the bytes are not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The bytes character by character, and as `\xHH` where they are not valid UTF-8. */
export function readableUnits(bytes: Uint8Array): string[] {
  const units: string[] = [];
  for (let index = 0; index < bytes.length;) {
    const size = characterSize(bytes, index);
    units.push(size === 0 ? `\\x${at(bytes, index).toString(16).padStart(2, '0')}` : characterAt(bytes, index, size));
    index += Math.max(1, size);
  }
  return units;
}

/**
 * Bytes of the UTF-8 character that begins at `index`; 0 when none does (the ranges of RFC 3629, section 4). Not left to
 * TextDecoder, whose exceptions cost microseconds each: binary values have tens of thousands of such places.
 */
function characterSize(bytes: Uint8Array, index: number): number {
  const first = at(bytes, index);
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const second = at(bytes, index + 1);
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  const size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let next = 2; next < size; next++) if (at(bytes, index + next) >> 6 !== 2) return 0;
  return size;
}

function characterAt(bytes: Uint8Array, index: number, size: number): string {
  let code = size === 1 ? at(bytes, index) : at(bytes, index) & (0x7f >> size);
  for (let next = 1; next < size; next++) code = (code << 6) | (at(bytes, index + next) & 0x3f);
  return String.fromCodePoint(code);
}

/** The byte, or 0 (which continues no character) past the end. */
function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += STRETCH) {
    binary += String.fromCharCode(...bytes.subarray(start, start + STRETCH));
  }
  return btoa(binary);
}
