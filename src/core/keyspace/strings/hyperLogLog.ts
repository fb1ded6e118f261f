import type { HyperLogLog } from './stringTypes';

// The bytes of a HyperLogLog as Redis keeps them (hyperloglog.c): a header of 16 bytes, then 16 384 registers, of 6 bits
// each (dense) or run-length encoded (sparse).

const MAGIC = Buffer.from('HYLL');
const HEADER_BYTES = 16;
const REGISTERS = 16_384;
const DENSE_BYTES = HEADER_BYTES + (REGISTERS * 6) / 8;
/** The highest register but one: 64 bits of hash without the 14 that choose the register. */
const Q = 50;
const ALPHA_INFINITY = 0.7213475204444817;

export function isHyperLogLog(bytes: Uint8Array): boolean {
  return bytes.length > HEADER_BYTES && MAGIC.equals(bytes.subarray(0, MAGIC.length)) && (bytes[4] ?? 2) <= 1;
}

/**
 * Reads a whole HyperLogLog and counts as PFCOUNT does, without sending it: PFCOUNT may write the estimate back into the
 * value. Undefined when the bytes are none, or not whole.
 */
export function readHyperLogLog(bytes: Uint8Array): HyperLogLog | undefined {
  if (!isHyperLogLog(bytes)) return undefined;
  const encoding = bytes[4] === 0 ? 'dense' : 'sparse';
  const histogram = encoding === 'dense' ? denseHistogram(bytes) : sparseHistogram(bytes);
  if (!histogram) return undefined;
  const used = REGISTERS - at(histogram, 0);
  return { encoding, estimate: estimateOf(histogram), used, cached: (at(bytes, 15) & 0x80) === 0 };
}

/** How many registers have each value. */
function denseHistogram(bytes: Uint8Array): number[] | undefined {
  if (bytes.length !== DENSE_BYTES) return undefined;
  const histogram = Array.from({ length: 64 }, () => 0);
  for (let register = 0; register < REGISTERS; register++) {
    const bit = register * 6;
    const byte = HEADER_BYTES + (bit >> 3);
    const value = ((at(bytes, byte) | (at(bytes, byte + 1) << 8)) >> (bit & 7)) & 63;
    histogram[value] = at(histogram, value) + 1;
  }
  return histogram;
}

function sparseHistogram(bytes: Uint8Array): number[] | undefined {
  const histogram = Array.from({ length: 64 }, () => 0);
  let registers = 0;
  for (let index = HEADER_BYTES; index < bytes.length; index++) {
    const code = at(bytes, index);
    let value = 0;
    let run: number;
    if (code >= 0x80) {
      value = ((code >> 2) & 31) + 1;
      run = (code & 3) + 1;
    } else if (code >= 0x40) {
      index += 1;
      run = (((code & 63) << 8) | at(bytes, index)) + 1;
    } else {
      run = (code & 63) + 1;
    }
    histogram[value] = at(histogram, value) + run;
    registers += run;
  }
  return registers === REGISTERS ? histogram : undefined;
}

/** Otmar Ertl's estimator ("New cardinality estimation algorithms for HyperLogLog sketches"), which Redis uses. */
function estimateOf(histogram: readonly number[]): number {
  let z = REGISTERS * tau((REGISTERS - at(histogram, Q + 1)) / REGISTERS);
  for (let value = Q; value >= 1; value--) z = 0.5 * (z + at(histogram, value));
  z += REGISTERS * sigma(at(histogram, 0) / REGISTERS);
  return Math.round((ALPHA_INFINITY * REGISTERS * REGISTERS) / z);
}

function sigma(x: number): number {
  if (x === 1) return Infinity;
  let sum = x;
  for (let power = x * x, factor = 1, before = NaN; before !== sum; power *= power, factor *= 2) {
    before = sum;
    sum += power * factor;
  }
  return sum;
}

function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let sum = 1 - x;
  for (let root = Math.sqrt(x), factor = 0.5, before = NaN; before !== sum; root = Math.sqrt(root), factor *= 0.5) {
    before = sum;
    sum -= (1 - root) ** 2 * factor;
  }
  return sum / 3;
}

/** The element, or 0 past the end. */
function at(list: ArrayLike<number>, index: number): number {
  return list[index] ?? 0;
}
