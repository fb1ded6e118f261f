import { splitCliWords } from './bulk/cliWords';

/**
 * The name that a text means where a person types or pastes one: what is wholly in double quotes as redis-cli reads it, so
 * that a name of any bytes can be typed; all else as it is. The other way round it is `keyText`.
 */
export function typedName(text: string): Buffer {
  return quotedName(text) ?? Buffer.from(text);
}

/** The name in double quotes; undefined for a text that is not wholly in them. */
export function quotedName(text: string): Buffer | undefined {
  if (!text.startsWith('"') || !text.endsWith('"')) return undefined;
  try {
    const words = splitCliWords(Buffer.from(text));
    return words.length === 1 ? words[0] : undefined;
  } catch {
    // A quote somewhere in the middle: it belongs to the name.
    return undefined;
  }
}
