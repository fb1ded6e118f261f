const [STAR, ANY, OPEN, CLOSE, NOT, DASH, ESCAPE] = [...Buffer.from('*?[]^-\\')];
const SPECIAL = /[*?[\]\\^-]/g;

/** A glob that matches `bytes` and nothing else: what is special in it is escaped. */
export function escapeGlob(bytes: Uint8Array): Buffer {
  // As latin1 each byte is a character and back.
  return Buffer.from(Buffer.from(bytes).toString('latin1').replace(SPECIAL, '\\$&'), 'latin1');
}

/** Whether `name` matches, as the server's own matcher (SCAN MATCH) says: bytes, case counts. */
export function globMatches(pattern: Uint8Array, name: Uint8Array): boolean {
  let at = 0;
  let from = 0;
  /** After the last star, and the first byte that it has not taken yet: one star to come back to is enough. */
  let afterStar = -1;
  let taken = 0;
  while (from < name.length) {
    if (pattern[at] === STAR) {
      afterStar = ++at;
      taken = from;
      continue;
    }
    const next = at < pattern.length ? matchOne(pattern, at, name[from] ?? 0) : -1;
    if (next >= 0) {
      at = next;
      from++;
    } else if (afterStar >= 0) {
      at = afterStar;
      from = ++taken;
    } else return false;
  }
  while (pattern[at] === STAR) at++;
  return at === pattern.length;
}

/** Where the pattern goes on when its element at `at` matches `byte`; -1 when it does not. */
function matchOne(pattern: Uint8Array, at: number, byte: number): number {
  if (pattern[at] === ANY) return at + 1;
  if (pattern[at] === OPEN) return matchSet(pattern, at + 1, byte);
  const literal = pattern[at] === ESCAPE && at + 1 < pattern.length ? at + 1 : at;
  return pattern[literal] === byte ? literal + 1 : -1;
}

/** A set without its closing bracket ends with the pattern, and a range may be given backwards: so says the server. */
function matchSet(pattern: Uint8Array, start: number, byte: number): number {
  const negated = pattern[start] === NOT;
  let at = negated ? start + 1 : start;
  let found = false;
  while (at < pattern.length && pattern[at] !== CLOSE) {
    const low = pattern[at] ?? 0;
    if (low === ESCAPE && at + 1 < pattern.length) {
      found ||= pattern[at + 1] === byte;
      at += 2;
    } else if (pattern[at + 1] === DASH && at + 2 < pattern.length) {
      const high = pattern[at + 2] ?? 0;
      found ||= byte >= Math.min(low, high) && byte <= Math.max(low, high);
      at += 3;
    } else {
      found ||= low === byte;
      at++;
    }
  }
  if (found === negated) return -1;
  return Math.min(at + 1, pattern.length);
}
