/** A reply as the server sent it: statuses are strings, values are bytes. A bigint only where a number would lose digits. */
export type Reply = string | Buffer | number | bigint | null | RespError | Reply[];

/** An error reply. `message` is the server's whole text, `code` its first word, as `WRONGTYPE`. */
export class RespError extends Error {
  override readonly name = 'RespError';
  get code(): string {
    return this.message.split(' ', 1)[0] ?? '';
  }
}

interface OpenArray {
  readonly items: Reply[];
  readonly length: number;
}

const lineEnd = '\r\n';
const incomplete = Symbol('incomplete');

/** Cuts a byte stream into RESP2 replies, whatever the sizes of the chunks. Each byte of a large reply is read once. */
export class RespParser {
  #data: Buffer = Buffer.alloc(0);
  #at = 0;
  #chunks: Buffer[] = [];
  #waitingFor = 0;
  #open: OpenArray[] = [];

  /** @returns the replies that this chunk completes. @throws on bytes that are no RESP2. */
  push(chunk: Buffer): Reply[] {
    this.#chunks.push(chunk);
    const buffered = this.#data.length - this.#at + this.#chunks.reduce((sum, part) => sum + part.length, 0);
    if (buffered < this.#waitingFor) return [];
    this.#data = Buffer.concat([this.#data.subarray(this.#at), ...this.#chunks]);
    this.#at = 0;
    this.#chunks = [];
    this.#waitingFor = 0;
    const replies: Reply[] = [];
    for (let item = this.#next(); item !== incomplete; item = this.#next()) {
      const whole = this.#place(item);
      if (whole !== incomplete) replies.push(whole);
    }
    return replies;
  }

  /** Puts an item where it belongs; answers the top-level reply that it completes. */
  #place(item: Reply | OpenArray): Reply | typeof incomplete {
    let value: Reply;
    if (isOpen(item)) {
      if (item.length > 0) {
        this.#open.push(item);
        return incomplete;
      }
      value = item.items;
    } else value = item;
    for (let parent = this.#open.at(-1); parent; parent = this.#open.at(-1)) {
      parent.items.push(value);
      if (parent.items.length < parent.length) return incomplete;
      value = parent.items;
      this.#open.pop();
    }
    return value;
  }

  #next(): Reply | OpenArray | typeof incomplete {
    const end = this.#data.indexOf(lineEnd, this.#at);
    if (end < 0) return incomplete;
    const kind = String.fromCharCode(this.#data[this.#at] ?? 0);
    const line = this.#data.toString('utf8', this.#at + 1, end);
    const after = end + lineEnd.length;
    if (kind === '$') return this.#bulk(Number(line), after);
    this.#at = after;
    if (kind === '+') return line;
    if (kind === '-') return new RespError(line);
    if (kind === ':') return Number.isSafeInteger(Number(line)) ? Number(line) : BigInt(line);
    if (kind === '*') return Number(line) < 0 ? null : { items: [], length: Number(line) };
    throw new Error(`Not a RESP2 reply: it begins with byte ${kind.charCodeAt(0)}.`);
  }

  #bulk(length: number, start: number): Buffer | null | typeof incomplete {
    if (length < 0) {
      this.#at = start;
      return null;
    }
    const end = start + length;
    if (this.#data.length < end + lineEnd.length) {
      this.#waitingFor = end + lineEnd.length - this.#at;
      return incomplete;
    }
    this.#at = end + lineEnd.length;
    // A copy: a slice would keep the whole chunk alive as long as one value of it.
    return Buffer.from(this.#data.subarray(start, end));
  }
}

function isOpen(item: Reply | OpenArray): item is OpenArray {
  return typeof item === 'object' && item !== null && 'items' in item;
}
