import { compareBytes, hashBytes, sameBytes } from './byteStrings';
import type { NameArena } from './nameArena';

/** Numbers kept about each group, one row of a flat table: an object each would cost four times as much. */
const SAMPLE = 0;
const LABEL_LENGTH = 1;
const LENGTH = 2;
const HASH = 3;
const COUNT = 4;
const HEAD = 5;
const COLUMNS = 6;

/**
 * The namespaces directly under one namespace: each is the names that share their next part and the separator after it.
 * A group is known by its number (0, 1, 2, …) for ever. Its bytes are not copied: they are where its first name has them.
 */
export class GroupTable {
  private rows = new Uint32Array(8 * COLUMNS);
  private slots = new Uint32Array(16);
  private groups = 0;

  /** @param prefixLength bytes of the path above, which all names here share. */
  constructor(
    private readonly arena: NameArena,
    private readonly prefixLength: number,
  ) {}

  /**
   * The group of `bytes[start..start + length)`, a part of `labelLength` bytes with its separator. It is made where it is
   * not there, from the name `sample` that has these bytes after the prefix; without `sample`, -1.
   */
  find(bytes: Uint8Array, start: number, labelLength: number, length: number, sample?: number): number {
    const hash = hashBytes(bytes, start, start + length);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let entry; (entry = this.slots[slot] ?? 0) !== 0; slot = (slot + 1) & mask) {
      if (this.isSame(entry - 1, hash, bytes, start, length)) return entry - 1;
    }
    if (sample === undefined) return -1;
    const group = this.groups++;
    if ((group + 1) * COLUMNS > this.rows.length) this.growRows();
    this.setCell(group, SAMPLE, sample);
    this.setCell(group, LABEL_LENGTH, labelLength);
    this.setCell(group, LENGTH, length);
    this.setCell(group, HASH, hash);
    this.slots[slot] = group + 1;
    if (4 * this.groups > 3 * this.slots.length) this.growSlots();
    return group;
  }

  /** A name that is, or was, in the group. */
  sample(group: number): number {
    return this.cell(group, SAMPLE);
  }

  labelLength(group: number): number {
    return this.cell(group, LABEL_LENGTH);
  }

  /** Label and separator. */
  length(group: number): number {
    return this.cell(group, LENGTH);
  }

  /** Live names in it, at whatever depth. */
  count(group: number): number {
    return this.cell(group, COUNT);
  }

  setCount(group: number, count: number): void {
    this.setCell(group, COUNT, count);
  }

  /** Where the chain of its names begins: an id + 1, or 0. */
  head(group: number): number {
    return this.cell(group, HEAD);
  }

  setHead(group: number, head: number): void {
    this.setCell(group, HEAD, head);
  }

  /** By label, then by separator: a total order of the groups. */
  readonly compare = (a: number, b: number): number => {
    const bytesA = this.arena.bytesOf(this.sample(a));
    const startA = this.startOf(a);
    const bytesB = this.arena.bytesOf(this.sample(b));
    const startB = this.startOf(b);
    return (
      compareBytes(bytesA, startA, startA + this.labelLength(a), bytesB, startB, startB + this.labelLength(b)) ||
      compareBytes(bytesA, startA, startA + this.length(a), bytesB, startB, startB + this.length(b))
    );
  };

  private startOf(group: number): number {
    return this.arena.startOf(this.sample(group)) + this.prefixLength;
  }

  private isSame(group: number, hash: number, bytes: Uint8Array, start: number, length: number): boolean {
    if (this.cell(group, HASH) !== hash || this.length(group) !== length) return false;
    return sameBytes(this.arena.bytesOf(this.sample(group)), this.startOf(group), bytes, start, length);
  }

  private cell(group: number, column: number): number {
    return this.rows[group * COLUMNS + column] ?? 0;
  }

  private setCell(group: number, column: number, value: number): void {
    this.rows[group * COLUMNS + column] = value;
  }

  private growRows(): void {
    const old = this.rows;
    this.rows = new Uint32Array(2 * old.length);
    this.rows.set(old);
  }

  private growSlots(): void {
    this.slots = new Uint32Array(2 * this.slots.length);
    const mask = this.slots.length - 1;
    for (let group = 0; group < this.groups; group++) {
      let slot = this.cell(group, HASH) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = group + 1;
    }
  }
}
