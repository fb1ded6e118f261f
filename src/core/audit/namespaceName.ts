/** What stands for parts that differ from key to key. */
const ANY = '*';
/** A part that is an id as a whole: a UUID, a long hexadecimal or random text. */
const ID = /^(?:[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}|(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_+/=-]{20,})$/i;
/** Shorter parts are no ids by their look. */
const SHORTEST_ID = 12;
const SEPARATORS = ':|/.';
const PARTS = /([:|/.]+)/;
/** What comes behind so many separators is told apart no more. */
const MOST_SEPARATORS = 8;

/**
 * The family that a key belongs to, by its name: numbers and ids become `*`, so that `user:17:cart` and `user:{18}:cart`
 * are both `user:*:cart`, and `{user:18}:cart` is `{user:*}:cart`. Names that are not text are one family. One pass over the name: millions go through here.
 */
export function namespaceName(name: Buffer): string {
  // latin1 is exact and cheap; what is outside ASCII is rare and looked at again.
  const text = name.toString('latin1', 0, Math.min(name.length, 4096));
  return familyOf(text) ?? familyOfOther(name);
}

function familyOfOther(name: Buffer): string {
  const text = name.toString('utf8');
  // eslint-disable-next-line no-control-regex -- control bytes are what is looked for
  if (text.includes('\ufffd') || /[\x00-\x1f\x7f]/.test(text)) return '(binary)';
  return text
    .split(PARTS)
    .slice(0, 2 * MOST_SEPARATORS)
    .map(generalized)
    .join('');
}

/** Undefined when there is more than ASCII in it. */
function familyOf(text: string): string | undefined {
  let family = '';
  let start = 0;
  let hasDigit = false;
  let separators = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return undefined;
    if (code >= 0x30 && code <= 0x39) hasDigit = true;
    if (!isSeparator(code)) continue;
    family += partOf(text, start, at, hasDigit) + text.charAt(at);
    start = at + 1;
    hasDigit = false;
    separators += 1;
    if (separators === MOST_SEPARATORS) return family + ANY;
  }
  return family + partOf(text, start, text.length, hasDigit);
}

function isSeparator(code: number): boolean {
  return code === 0x3a || code === 0x2f || code === 0x2e || code === 0x7c;
}

/** Words are what they are; only what has a digit in it, a hash tag around it or the length of an id is looked at. */
function partOf(text: string, start: number, end: number, hasDigit: boolean): string {
  const part = text.slice(start, end);
  const isWord = !hasDigit && end - start < SHORTEST_ID && text.charCodeAt(start) !== 0x7b;
  return isWord ? part : generalized(part);
}

function generalized(part: string): string {
  if (part.length === 1 && SEPARATORS.includes(part)) return part;
  const isTag = part.startsWith('{') && part.endsWith('}');
  const bare = isTag ? part.slice(1, -1) : part;
  if (bare.length >= SHORTEST_ID && ID.test(bare)) return ANY;
  const text = bare.replace(/\d+/g, ANY);
  // An id in a hash tag of its own is an id. Other braces stay: a glob without them would find nothing.
  return isTag && text !== ANY ? `{${text}}` : text;
}

/** The parts of a family's name and the separators between them: `user:*:cart` is `user` `:` `*` `:` `cart`. */
export function partsOf(namespace: string): readonly string[] {
  return namespace.split(PARTS);
}
