import { sameBytes } from './byteStrings';

/**
 * Where a name is cut into parts. Of separators that begin alike the longest is taken, and cutting goes from left to
 * right: with `:` and `::`, `a:::b` is `a` `::` (nothing) `:` `b`.
 */
export class Separators {
  private readonly longestFirst: readonly Uint8Array[];
  /** By byte: whether a separator begins with it. */
  private readonly begins = new Uint8Array(256);

  /** Empty separators are left out; without any, every name is one part. */
  constructor(separators: readonly (string | Uint8Array)[]) {
    this.longestFirst = separators
      .map((separator) => (typeof separator === 'string' ? Buffer.from(separator, 'utf8') : separator))
      .filter((separator) => separator.length > 0)
      .sort((a, b) => b.length - a.length);
    for (const separator of this.longestFirst) this.begins[separator[0] ?? 0] = 1;
  }

  /** Where in `bytes[start..end)` the first separator begins; -1 when there is none. */
  indexOf(bytes: Uint8Array, start: number, end: number): number {
    for (let index = start; index < end; index++) {
      if (this.begins[bytes[index] ?? 0] === 1 && this.lengthAt(bytes, index, end) > 0) return index;
    }
    return -1;
  }

  /** The length of the longest separator that begins at `at`; 0 when none does. */
  lengthAt(bytes: Uint8Array, at: number, end: number): number {
    for (const separator of this.longestFirst) {
      if (at + separator.length <= end && sameBytes(bytes, at, separator, 0, separator.length)) return separator.length;
    }
    return 0;
  }
}
