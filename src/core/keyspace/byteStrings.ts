/**
 * A 32-bit hash of `bytes[start..end)`: FNV-1a with the finish of MurmurHash3, because tables take the position from some
 * of its bits only and FNV leaves the low ones poorly mixed.
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
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
