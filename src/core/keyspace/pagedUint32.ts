const PAGE_BITS = 14;
const PAGE_SIZE = 1 << PAGE_BITS;

/**
 * A growing array of 32-bit numbers, in pages of 64 KB: growing never copies, so it neither blocks the thread nor holds
 * two copies for a moment, and at most one page is empty. Indexes are dense from 0; what was never set reads as 0.
 */
export class PagedUint32 {
  private readonly pages: Uint32Array[] = [];

  get(index: number): number {
    return this.pages[index >>> PAGE_BITS]?.[index & (PAGE_SIZE - 1)] ?? 0;
  }

  set(index: number, value: number): void {
    const page = index >>> PAGE_BITS;
    (this.pages[page] ?? this.grow(page))[index & (PAGE_SIZE - 1)] = value;
  }

  private grow(page: number): Uint32Array {
    while (this.pages.length <= page) this.pages.push(new Uint32Array(PAGE_SIZE));
    return this.pages[page] ?? new Uint32Array(0);
  }
}
