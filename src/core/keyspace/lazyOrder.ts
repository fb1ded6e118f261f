/** Below this many items an insertion sort is quicker than another partition. */
const SMALL = 24;

/**
 * The head grows by this many items or by its own length: finding the next few costs a pass over the whole rest, sorting
 * some thousands more hardly adds to it, and so going on page by page costs no more than one sort in the end.
 */
const STEP = 4096;

/**
 * A set of small numbers that is sorted only as far as somebody looks: a sorted head and an unsorted rest, none of which
 * comes before the head's last. Showing the first 500 of 100 000 costs two passes, not a sort, and keeps costing little
 * while more are added.
 */
export class LazyOrder {
  private items = new Uint32Array(8);
  private length = 0;
  private sorted = 0;
  private seed = 1;

  /** @param compare a total order: 0 only for the same item. */
  constructor(private readonly compare: (a: number, b: number) => number) {}

  get size(): number {
    return this.length;
  }

  /** Adds `item`, which is not in it. */
  add(item: number): void {
    if (this.length === this.items.length) {
      const old = this.items;
      this.items = new Uint32Array(2 * this.length);
      this.items.set(old);
    }
    const last = this.sorted - 1;
    if (last < 0 || this.compare(item, this.at(last)) > 0) {
      this.items[this.length++] = item;
      return;
    }
    // The rest has no order: its first makes room for the head's last by moving to the end.
    this.items[this.length++] = this.at(this.sorted);
    const place = this.placeInHead(item);
    this.items.copyWithin(place + 1, place, this.sorted);
    this.items[place] = item;
    this.sorted++;
  }

  /** Takes `item` out, if it is in. */
  remove(item: number): void {
    const place = this.items.indexOf(item);
    if (place < 0 || place >= this.length) return;
    this.length--;
    if (place < this.sorted) {
      this.items.copyWithin(place, place + 1, this.sorted);
      this.sorted--;
      this.items[this.sorted] = this.at(this.length);
    } else this.items[place] = this.at(this.length);
  }

  /** The items from `offset` on, `limit` at most, in order. */
  slice(offset: number, limit: number): number[] {
    const from = Math.min(offset, this.length);
    const to = Math.min(from + limit, this.length);
    if (to > this.sorted && from <= this.sorted) {
      const step = Math.min(this.length, Math.max(to, this.sorted + Math.max(STEP, this.sorted)));
      this.sortRange(this.sorted, this.length, this.sorted, step);
      this.sorted = step;
    } else if (to > this.sorted) this.sortRange(this.sorted, this.length, from, to);
    return Array.from(this.items.subarray(from, to));
  }

  private at(index: number): number {
    return this.items[index] ?? 0;
  }

  private placeInHead(item: number): number {
    let low = 0;
    let high = this.sorted;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(this.at(middle), item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Quicksort of `[start, end)` that only follows the parts that meet `[from, to)`. */
  private sortRange(start: number, end: number, from: number, to: number): void {
    while (end - start > SMALL) {
      const pivot = this.partition(start, end);
      if (from < pivot && to > pivot + 1) this.sortRange(pivot + 1, end, from, to);
      if (from < pivot) end = pivot;
      else start = pivot + 1;
      if (to <= start || from >= end) return;
    }
    for (let index = start + 1; index < end; index++) {
      const item = this.at(index);
      let place = index;
      for (; place > start && this.compare(this.at(place - 1), item) > 0; place--)
        this.items[place] = this.at(place - 1);
      this.items[place] = item;
    }
  }

  /** Puts one item at its final place, the lesser before and the greater after it, and answers the place. */
  private partition(start: number, end: number): number {
    this.swap(this.choosePivot(start, end), end - 1);
    const pivot = this.at(end - 1);
    let place = start;
    for (let index = start; index < end - 1; index++) {
      if (this.compare(this.at(index), pivot) < 0) this.swap(index, place++);
    }
    this.swap(place, end - 1);
    return place;
  }

  /** The median of three scattered places: no order of names that a server could send makes this quadratic. */
  private choosePivot(start: number, end: number): number {
    const [a, b, c] = [this.scatter(start, end), this.scatter(start, end), this.scatter(start, end)];
    const ab = this.compare(this.at(a), this.at(b)) < 0;
    const bc = this.compare(this.at(b), this.at(c)) < 0;
    const ac = this.compare(this.at(a), this.at(c)) < 0;
    return ab === bc ? b : ab === ac ? c : a;
  }

  private scatter(start: number, end: number): number {
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return start + (this.seed % (end - start));
  }

  private swap(a: number, b: number): void {
    const item = this.at(a);
    this.items[a] = this.at(b);
    this.items[b] = item;
  }
}
