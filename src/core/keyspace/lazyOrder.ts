import { atOnce } from '../base/slices';

/** Below this many items an insertion sort is quicker than another partition. */
const SMALL = 24;

/**
 * The head grows by this many items or by its own length: finding the next few costs a pass over the whole rest, sorting
 * some thousands more hardly adds to it, and so going on page by page costs no more than one sort in the end.
 */
const STEP = 4096;
/** After partitioning this many, some tenths of a millisecond, is time for a pause. */
const PAUSE_AFTER = 1024;

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
  /** Items that were removed and still lie in the rest: finding them there would cost a pass over it. */
  private readonly dropped = new Set<number>();
  /** Counts up whenever items move, or begin to: sorting that was under way for somebody else ends then. */
  private version = 0;

  /** @param compare a total order: 0 only for the same item. */
  constructor(private readonly compare: (a: number, b: number) => number) {}

  get size(): number {
    return this.length - this.dropped.size;
  }

  /** Adds `item`, which is not in it. */
  add(item: number): void {
    if (this.dropped.delete(item)) return;
    this.version++;
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

  /** Takes `item` out, which is in it. */
  remove(item: number): void {
    this.version++;
    const place = this.placeInHead(item);
    if (place >= this.sorted) {
      this.dropped.add(item);
      if (2 * this.dropped.size > this.length - this.sorted) this.sweep();
      return;
    }
    this.items.copyWithin(place, place + 1, this.sorted);
    this.sorted--;
    this.length--;
    this.items[this.sorted] = this.at(this.length);
  }

  /** The items from `offset` on, `limit` at most, in order. */
  slice(offset: number, limit: number): number[] {
    const from = Math.min(offset, this.size);
    const to = Math.min(from + limit, this.size);
    if (to > this.sorted) {
      this.version++;
      this.sweep();
      if (from <= this.sorted) this.sorted = atOnce(this.extend(to));
      else atOnce(this.sortRange(this.sorted, this.length, from, to));
    }
    return Array.from(this.items.subarray(from, to));
  }

  /**
   * Does what `slice(0, to)` would have to do, in small steps. What is added or removed between two of them makes it begin
   * again, a few times at most: what is left then, `slice` does at once.
   */
  *prepare(to: number): Generator<void, void> {
    for (let tries = 0; tries < 3 && Math.min(to, this.size) > this.sorted; tries++) {
      this.sweep();
      const version = ++this.version;
      const work = this.extend(Math.min(to, this.length));
      while (this.version === version) {
        const step = work.next();
        if (step.done === true) {
          this.sorted = step.value;
          return;
        }
        yield;
      }
    }
  }

  /**
   * Called now and then while many are added that nobody looks at yet: keeps a head of a few thousand in order, so that
   * the first look finds it there instead of passing over everything at once.
   */
  *keepHead(): Generator<void, void> {
    if (this.sorted > 2 * STEP) {
      this.version++;
      this.sorted = STEP;
    } else if (this.sorted === 0 && this.size > 2 * STEP) yield* this.prepare(STEP);
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

  /** Takes out of the rest what was removed. */
  private sweep(): void {
    if (this.dropped.size === 0) return;
    let kept = this.sorted;
    for (let index = this.sorted; index < this.length; index++) {
      const item = this.at(index);
      if (!this.dropped.has(item)) this.items[kept++] = item;
    }
    this.length = kept;
    this.dropped.clear();
    this.version++;
  }

  /** Sorts so that the head reaches `to` at least, and answers how far it does then. */
  private *extend(to: number): Generator<void, number> {
    const head = Math.min(this.length, Math.max(to, this.sorted + Math.max(STEP, this.sorted)));
    yield* this.sortRange(this.sorted, this.length, this.sorted, head);
    return head;
  }

  /** Quicksort of `[start, end)` that only follows the parts that meet `[from, to)`; pauses now and then. */
  private *sortRange(start: number, end: number, from: number, to: number): Generator<void, void> {
    while (end - start > SMALL) {
      const pivot = yield* this.partition(start, end);
      if (from < pivot && to > pivot + 1) yield* this.sortRange(pivot + 1, end, from, to);
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
  private *partition(start: number, end: number): Generator<void, number> {
    this.swap(this.choosePivot(start, end), end - 1);
    const pivot = this.at(end - 1);
    let place = start;
    for (let from = start; from < end - 1; from += PAUSE_AFTER) {
      const until = Math.min(from + PAUSE_AFTER, end - 1);
      place = this.collectLesser(from, until, pivot, place);
      if (until - from === PAUSE_AFTER) yield;
    }
    this.swap(place, end - 1);
    return place;
  }

  /** Puts those of `[from, until)` that come before `pivot` at `place` and after it; answers where the next would go. */
  private collectLesser(from: number, until: number, pivot: number, place: number): number {
    let next = place;
    for (let index = from; index < until; index++) {
      if (this.compare(this.at(index), pivot) < 0) this.swap(index, next++);
    }
    return next;
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
