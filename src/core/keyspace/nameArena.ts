import { compareBytes, copyBytes, hashBytes, sameBytes } from './byteStrings';
import { PagedUint32 } from './pagedUint32';

const CHUNK_BITS = 18;
const CHUNK_SIZE = 1 << CHUNK_BITS;
/** Addresses are 32 bits wide: 4 GB of names. */
const MAX_CHUNKS = 2 ** (32 - CHUNK_BITS);
const NO_BYTES = Buffer.alloc(0);
/** A header byte below this is the length; this one says that four bytes of length follow. */
const LONG = 255;
const LONG_HEADER = 5;
/**
 * The table of duplicates is in 64 pieces by the top bits of the hash. They fill up at slightly different times, so that
 * growing one blocks the thread for less than a millisecond where one table of a million names would for 30.
 */
const SEGMENT_BITS = 6;

/**
 * Names (byte strings, each once) kept in a few large pieces of memory instead of an object each: 1 000 000 names of 28
 * bytes take 50 MB (29 of bytes, 4 of addresses, 17 of table), where as many Buffers take 130 and more.
 *
 * A name is known by its id: 0, 1, 2, … in the order of adding, for ever. Nothing is ever taken out, so ids and addresses
 * stay valid; whoever needs to forget a name marks it by `setLive`, and a name that comes back is revived under its id.
 */
export class NameArena {
  private readonly chunks: Buffer[] = [];
  /** Where in the last chunk the next name goes. */
  private top = CHUNK_SIZE;
  private readonly addresses = new PagedUint32();
  /** One bit a name. */
  private readonly liveBits = new PagedUint32();
  private readonly segments = Array.from({ length: 1 << SEGMENT_BITS }, () => new IdTable());
  private names = 0;

  /** Names ever added. */
  get count(): number {
    return this.names;
  }

  /** The id of `name`, which is added (live) where it is new: then the id is what `count` was before. */
  intern(name: Uint8Array): number {
    const hash = hashBytes(name, 0, name.length);
    const segment = this.segmentOf(hash);
    const found = this.find(segment, name, hash);
    if (found >= 0) return found;
    const address = this.store(name);
    const id = this.names++;
    this.addresses.set(id, address);
    this.setLive(id, true);
    segment.add(id, hash);
    return id;
  }

  /** The id of `name`, or -1. */
  idOf(name: Uint8Array): number {
    const hash = hashBytes(name, 0, name.length);
    return this.find(this.segmentOf(hash), name, hash);
  }

  isLive(id: number): boolean {
    return ((this.liveBits.get(id >>> 5) >>> (id & 31)) & 1) === 1;
  }

  setLive(id: number, live: boolean): void {
    const bits = this.liveBits.get(id >>> 5);
    const bit = 1 << (id & 31);
    this.liveBits.set(id >>> 5, (live ? bits | bit : bits & ~bit) >>> 0);
  }

  /** A copy of the name's bytes, the first `length` of them where it is given. */
  read(id: number, length = this.lengthOf(id)): Buffer {
    const start = this.startOf(id);
    return Buffer.from(this.bytesOf(id).subarray(start, start + length));
  }

  /** The memory that holds the name, from `startOf(id)` for `lengthOf(id)` bytes. Not to be written to. */
  bytesOf(id: number): Uint8Array {
    return this.chunkAt(this.addresses.get(id));
  }

  startOf(id: number): number {
    const address = this.addresses.get(id);
    const at = address & (CHUNK_SIZE - 1);
    return at + (this.chunkAt(address)[at] === LONG ? LONG_HEADER : 1);
  }

  lengthOf(id: number): number {
    const address = this.addresses.get(id);
    const chunk = this.chunkAt(address);
    const at = address & (CHUNK_SIZE - 1);
    const short = chunk[at] ?? 0;
    return short === LONG ? new DataView(chunk.buffer).getUint32(at + 1) : short;
  }

  /** Below, above or equal to 0 as the bytes of `a` come before, after or with those of `b`, both from `from` on. */
  compare(a: number, b: number, from: number): number {
    const startA = this.startOf(a);
    const startB = this.startOf(b);
    return compareBytes(
      this.bytesOf(a),
      startA + from,
      startA + this.lengthOf(a),
      this.bytesOf(b),
      startB + from,
      startB + this.lengthOf(b),
    );
  }

  private chunkAt(address: number): Buffer {
    return this.chunks[address >>> CHUNK_BITS] ?? NO_BYTES;
  }

  private segmentOf(hash: number): IdTable {
    // There is one for each value of the top bits.
    return this.segments[hash >>> (32 - SEGMENT_BITS)] as IdTable;
  }

  private find(segment: IdTable, name: Uint8Array, hash: number): number {
    const { slots } = segment;
    const mask = slots.length / 2 - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = (slots[2 * slot] ?? 0) - 1;
      if (id < 0) return -1;
      if (slots[2 * slot + 1] === hash && this.equals(id, name)) return id;
    }
  }

  private equals(id: number, name: Uint8Array): boolean {
    const length = this.lengthOf(id);
    return length === name.length && sameBytes(this.bytesOf(id), this.startOf(id), name, 0, length);
  }

  /** Writes header and bytes and answers their address. A name longer than a chunk gets a chunk of its own size. */
  private store(name: Uint8Array): number {
    const header = name.length < LONG ? 1 : LONG_HEADER;
    const size = header + name.length;
    if (this.top + size > CHUNK_SIZE) this.openChunk(size);
    const address = (((this.chunks.length - 1) << CHUNK_BITS) | this.top) >>> 0;
    const chunk = this.chunkAt(address);
    if (header === 1) chunk[this.top] = name.length;
    else {
      chunk[this.top] = LONG;
      new DataView(chunk.buffer).setUint32(this.top + 1, name.length);
    }
    copyBytes(name, chunk, this.top + header);
    this.top += size;
    return address;
  }

  private openChunk(size: number): void {
    if (this.chunks.length === MAX_CHUNKS) throw new RangeError('A name arena holds 4 GB of names at most.');
    this.chunks.push(Buffer.alloc(Math.max(size, CHUNK_SIZE)));
    this.top = 0;
  }
}

/**
 * Open addressing. Each slot is two numbers: an id + 1 (0 when free), and the name's hash beside it, so that neither
 * looking nor growing has to visit names elsewhere in memory.
 */
class IdTable {
  slots = new Uint32Array(2 * 16);
  private used = 0;

  /** Puts in `id`, which is not in it. */
  add(id: number, hash: number): void {
    if (8 * (this.used + 1) > 3 * this.slots.length) this.grow();
    this.place(id + 1, hash);
    this.used++;
  }

  private place(entry: number, hash: number): void {
    const mask = this.slots.length / 2 - 1;
    let slot = hash & mask;
    while (this.slots[2 * slot] !== 0) slot = (slot + 1) & mask;
    this.slots[2 * slot] = entry;
    this.slots[2 * slot + 1] = hash;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(2 * old.length);
    for (let at = 0; at < old.length; at += 2) {
      const entry = old[at] ?? 0;
      if (entry !== 0) this.place(entry, old[at + 1] ?? 0);
    }
  }
}
