import { randomBytes, randomInt } from 'node:crypto';

/** The only source of randomness in core, so that tests and benches can fix it. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** `length` random characters of 0-9a-f. */
  hex(length: number): string;
}

export const systemRandom: Random = {
  next: () => randomInt(2 ** 32) / 2 ** 32,
  hex: (length) =>
    randomBytes(Math.ceil(length / 2))
      .toString('hex')
      .slice(0, length),
};

/** A repeatable source (mulberry32): the same `seed` gives the same sequence. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    hex: (length) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join(''),
  };
}
