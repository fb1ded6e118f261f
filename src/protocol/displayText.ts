import { decodeUtf8, readableUnits } from './bytes';

/** Characters of a name that are shown. Long enough for any name that a person made, short enough for a row. */
const DEFAULT_LIMIT = 300;

/**
 * Control characters, and format characters: those are invisible, or turn the direction of the text around them. Line
 * and paragraph separators would break the row. The two joiners stay, words and emoji are made with them.
 */
const HIDDEN = /^(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]$/u;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * The bytes of a name as one line that is safe to show, about `limit` characters at most, `…` at the end where it was
 * cut. Bytes that are not UTF-8 read `\xHH`, hidden characters `\n`, `\x1b`, `\u202e`. A backslash of the name stays as it
 * is (PHP class names are full of them), so this is for eyes only: the bytes are the identity.
 */
export function displayName(name: Uint8Array, limit = DEFAULT_LIMIT): string {
  // A character has 4 bytes at most, so nothing beyond would be shown: 64 KB names cost no more than short ones.
  const head = name.subarray(0, 4 * (limit + 1));
  const text = decodeUtf8(head);
  return oneLine(text === undefined ? readableUnits(head) : Array.from(text), limit);
}

/** The same for what is a text already. */
export function displayText(text: string, limit = DEFAULT_LIMIT): string {
  return oneLine(Array.from(text.slice(0, 2 * (limit + 1))), limit);
}

function oneLine(units: readonly string[], limit: number): string {
  const shown = units.slice(0, units.length > limit ? limit - 1 : limit).map(escapeHidden);
  return shown.join('') + (units.length > limit ? '…' : '');
}

function escapeHidden(unit: string): string {
  if (!HIDDEN.test(unit)) return unit;
  const code = unit.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x80) return SHORT_ESCAPES[unit] ?? `\\x${hex.padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
