import { asBytes, asNumber } from '../../redis/reply';
import type { Reader } from './reader';
import { ask, nextPage } from './reader';

/** Bytes that are shown of a string at most; more is for a file. */
const LONGEST_PREVIEW = 1_048_576;
const STEP = 4;

/**
 * The first `previewBytes` by GETRANGE: of 100 MB, only those move. The token is the length of the next, longer beginning:
 * one that is read in one piece belongs together, even while the value changes.
 */
export const readString: Reader = async (executor, { key, previewBytes, from, signal }) => {
  const size = from === undefined ? previewBytes : Math.min(Number(from), LONGEST_PREVIEW);
  const [length = null, bytes = null, exists = null] = await ask(
    executor,
    [
      ['STRLEN', key],
      ['GETRANGE', key, 0, size - 1],
      // An empty string and no key at all read the same.
      ['EXISTS', key],
    ],
    signal,
  );
  if (asNumber(exists) === 0) return undefined;
  const total = asNumber(length);
  const preview = asBytes(bytes);
  const isWhole = preview.length >= total;
  const next = isWhole || size >= LONGEST_PREVIEW ? undefined : String(Math.min(STEP * size, LONGEST_PREVIEW));
  return {
    content: { kind: 'string', bytes: isWhole ? preview : wholeCharacters(preview), total, ...nextPage(next) },
    length: total,
  };
};

/** Without the beginning of a UTF-8 character that was cut off at the end, so that a preview of a text is a text. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) {
      const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return size > back ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}
