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
  for (let index = 0; index < bytes.length; ) {
    const byte = bytes[index] ?? 0;
    const size = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    const character = byte < 0x80 ? String.fromCharCode(byte) : decodeUtf8(bytes.subarray(index, index + size));
    if (character === undefined) {
      units.push(`\\x${byte.toString(16).padStart(2, '0')}`);
      index++;
    } else {
      units.push(character);
      index += size;
    }
  }
  return units;
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += STRETCH) {
    binary += String.fromCharCode(...bytes.subarray(start, start + STRETCH));
  }
  return btoa(binary);
}
