/**
 * A 32-bit hash of `bytes[start..end)`: MurmurHash3 (x86, 32 bits), which mixes all its bits well enough for tables that
 * take the place from some of them, and takes four bytes at a step.
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  let index = start;
  for (; index + 4 <= end; index += 4) {
    const word =
      at(bytes, index) | (at(bytes, index + 1) << 8) | (at(bytes, index + 2) << 16) | (at(bytes, index + 3) << 24);
    hash ^= scramble(word);
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  let rest = 0;
  for (let shift = 0; index < end; index++, shift += 8) rest |= at(bytes, index) << shift;
  hash ^= scramble(rest) ^ (end - start);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(word: number): number {
  const product = Math.imul(word, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

/** Whether the `length` bytes at the two places are the same. */
export function sameBytes(a: Uint8Array, startA: number, b: Uint8Array, startB: number, length: number): boolean {
  for (let index = 0; index < length; index++) if (a[startA + index] !== b[startB + index]) return false;
  return true;
}

/** Below, above or equal to 0 as `a[startA..endA)` comes before, after or with `b[startB..endB)`, byte by byte. */
export function compareBytes(
  a: Uint8Array,
  startA: number,
  endA: number,
  b: Uint8Array,
  startB: number,
  endB: number,
): number {
  const shift = startB - startA;
  const common = Math.min(endA, endB - shift);
  for (let index = startA; index < common; index++) {
    const difference = (a[index] ?? 0) - (b[index + shift] ?? 0);
    if (difference !== 0) return difference;
  }
  return endA - startA - (endB - startB);
}

/** Copies `from` into `to` at `at`. A loop, because a call of `set` costs more than the 28 bytes of a usual name. */
export function copyBytes(from: Uint8Array, to: Uint8Array, at: number): void {
  if (from.length > 100) to.set(from, at);
  else for (let index = 0; index < from.length; index++) to[at + index] = from[index] ?? 0;
}
