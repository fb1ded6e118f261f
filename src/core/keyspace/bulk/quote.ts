import type { Command, CommandArg } from '../../redis/reply';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const QUOTE = 0x22;
const PLAIN = /^[\w:.@+=,/-]+$/;
/** What ends a quoted word, and what does not show itself or turns the direction of the text around it. */
const ESCAPED = /["\\]|(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const LETTERS: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\x07': '\\a',
};

/**
 * The command on one line, as redis-cli reads it back byte for byte. It does what `formatCommand` does, for values of
 * many megabytes: two passes by the engine's own matcher instead of a piece for each character.
 */
export function commandLine(command: Command): string {
  return command.map(quoteArg).join(' ');
}

export function quoteArg(arg: CommandArg): string {
  if (!Buffer.isBuffer(arg)) return quoteText(String(arg));
  const text = textOf(arg);
  return text === undefined ? quoteBytes(arg) : quoteText(text);
}

/** The bytes as text; undefined when they are not UTF-8. */
export function textOf(bytes: Buffer): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text with its lines and tabs, but nothing that does not show itself. */
export function escapeHidden(text: string): string {
  return text.replace(ESCAPED, (character) => (/["\\\n\t]/.test(character) ? character : escapeCharacter(character)));
}

function quoteText(text: string): string {
  return PLAIN.test(text) ? text : `"${text.replace(ESCAPED, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  return LETTERS[character] ?? Buffer.from(character).toString('hex').replace(/../g, '\\x$&');
}

/** By byte: what stands for it between double quotes. */
const QUOTED: readonly Buffer[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  const plain = byte >= 0x20 && byte < 0x7f ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
  return Buffer.from(LETTERS[character] ?? plain);
});

/** In one pass into one piece of memory: a string for each byte would take seconds for some megabytes. */
function quoteBytes(bytes: Buffer): string {
  const into = Buffer.allocUnsafe(4 * bytes.length + 2);
  let length = 0;
  into[length++] = QUOTE;
  for (const byte of bytes) {
    const quoted = QUOTED[byte] ?? bytes;
    for (let at = 0; at < quoted.length; at++) into[length++] = quoted[at] ?? 0;
  }
  into[length++] = QUOTE;
  return into.toString('latin1', 0, length);
}
