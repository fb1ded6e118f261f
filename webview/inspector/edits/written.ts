import type { EncodedBytes } from '../../../src/protocol/bytes';
import { decodeBytes, encodeBytes } from '../../../src/protocol/bytes';
import type { Writing } from '../../../src/protocol/inspectorDraft';

/** Text where it is text that a text box keeps: it makes line feeds of carriage returns. */
export function writingFor({ isText, text }: EncodedBytes): Writing {
  return isText && !text.includes('\r') ? 'text' : 'hex';
}

export function write(bytes: EncodedBytes, writing: Writing): string {
  if (writing === 'text') return bytes.text;
  if (writing === 'base64') return bytes.base64;
  return Array.from(decodeBytes(bytes), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** The bytes; undefined when the text is not written that way. */
export function readWritten(text: string, writing: Writing): EncodedBytes | undefined {
  if (writing === 'text') return encodeBytes(new TextEncoder().encode(text));
  const bare = text.replace(/\s/g, '');
  if (writing === 'hex') {
    if (bare.length % 2 !== 0 || /[^0-9a-f]/i.test(bare)) return undefined;
    return encodeBytes(Uint8Array.from(bare.match(/../g) ?? [], (pair) => parseInt(pair, 16)));
  }
  try {
    return encodeBytes(decodeBytes({ base64: bare }));
  } catch {
    return undefined;
  }
}
