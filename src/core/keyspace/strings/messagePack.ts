import { CodedError } from '../../base/errors';

export interface UnpackLimits {
  /** Characters of the text; it is cut there. */
  readonly maxChars: number;
}

const MAX_DEPTH = 200;
/** Deep nesting makes long indents: a trial ends there. */
const MAX_TRIAL_CHARS = 4_194_304;
const INDENT = '  ';
const WORDS: ReadonlyMap<number, string> = new Map([
  [0xc0, 'null'],
  [0xc2, 'false'],
  [0xc3, 'true'],
]);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A MessagePack document as text, set out like JSON. Nothing is lost on the way, as by way of objects: integers are exact,
 * maps keep their order, any kind of key and keys that come twice. What JSON has no form for reads `h'cafe'` (bytes),
 * `ext(5, h'00')`, `timestamp(2026-01-01T00:00:00Z)`, `float(1)` (a whole number kept as a float). Several documents one
 * after the other stand on lines of their own. Throws `INVALID_INPUT` when the bytes are none, or end early.
 */
export function unpack(bytes: Buffer, { maxChars }: UnpackLimits): { readonly text: string; readonly cut: boolean } {
  const reader = new Unpacker(bytes, maxChars);
  try {
    while (!reader.atEnd) reader.document();
  } catch (error) {
    if (error === FULL) return { text: reader.text.slice(0, maxChars), cut: true };
    // Reading past the end of a Buffer.
    if (error instanceof RangeError) throw notMessagePack('it ends early');
    throw error;
  }
  return { text: reader.text, cut: false };
}

/** Whether the bytes are one whole map or array: nearly anything is some MessagePack, a byte alone is a number. */
export function isMessagePack(bytes: Buffer): boolean {
  const first = bytes[0] ?? 0;
  if (!((first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf))) return false;
  const reader = new Unpacker(bytes, MAX_TRIAL_CHARS);
  try {
    reader.document();
    return reader.atEnd;
  } catch {
    return false;
  }
}

/** Thrown when the text is as long as it may be. */
const FULL = new Error('full');

function notMessagePack(why: string): CodedError {
  return new CodedError('INVALID_INPUT', `These bytes are not MessagePack: ${why}.`);
}

class Unpacker {
  private readonly parts: string[] = [];
  private length = 0;
  private position = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly maxChars: number,
  ) {}

  get atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  get text(): string {
    return this.parts.join('');
  }

  document(): void {
    if (this.parts.length > 0) this.write('\n');
    this.value(0);
  }

  private write(text: string): void {
    this.parts.push(text);
    this.length += text.length;
    if (this.length > this.maxChars) throw FULL;
  }

  private value(depth: number): void {
    if (depth > MAX_DEPTH) throw notMessagePack(`it is nested deeper than ${String(MAX_DEPTH)}`);
    const code = this.bytes.readUInt8(this.position);
    this.position += 1;
    if (code <= 0x7f) this.write(String(code));
    else if (code <= 0x8f) this.map(code & 15, depth);
    else if (code <= 0x9f) this.array(code & 15, depth);
    else if (code <= 0xbf) this.string(code & 31);
    else if (code >= 0xe0) this.write(String(code - 256));
    else this.coded(code, depth);
  }

  private coded(code: number, depth: number): void {
    const word = WORDS.get(code);
    if (word !== undefined) this.write(word);
    else if (code >= 0xc4 && code <= 0xc6) this.write(hex(this.take(this.unsigned(1 << (code - 0xc4)))));
    else if (code === 0xca) this.write(floatText(this.take(4).readFloatBE()));
    else if (code === 0xcb) this.write(floatText(this.take(8).readDoubleBE()));
    else if (code === 0xcf) this.write(this.take(8).readBigUInt64BE().toString());
    else if (code === 0xd3) this.write(this.take(8).readBigInt64BE().toString());
    else if (code === 0xdc || code === 0xdd) this.array(this.unsigned(code === 0xdc ? 2 : 4), depth);
    else if (code === 0xde || code === 0xdf) this.map(this.unsigned(code === 0xde ? 2 : 4), depth);
    else this.sized(code);
  }

  /** Codes that come in sizes of 1, 2, 4, 8 and 16 bytes, or with a length in 1, 2 or 4. */
  private sized(code: number): void {
    if (code >= 0xc7 && code <= 0xc9) this.extension(this.unsigned(1 << (code - 0xc7)));
    else if (code >= 0xcc && code <= 0xce) this.write(String(this.unsigned(1 << (code - 0xcc))));
    else if (code >= 0xd0 && code <= 0xd2) {
      const size = 1 << (code - 0xd0);
      this.write(String(this.take(size).readIntBE(0, size)));
    } else if (code >= 0xd4 && code <= 0xd8) this.extension(1 << (code - 0xd4));
    else if (code >= 0xd9 && code <= 0xdb) this.string(this.unsigned(1 << (code - 0xd9)));
    else throw notMessagePack(`0x${code.toString(16)} begins nothing`);
  }

  private unsigned(size: number): number {
    return this.take(size).readUIntBE(0, size);
  }

  private take(size: number): Buffer {
    const end = this.position + size;
    if (end > this.bytes.length) throw new RangeError('past the end');
    const taken = this.bytes.subarray(this.position, end);
    this.position = end;
    return taken;
  }

  private string(size: number): void {
    const bytes = this.take(size);
    try {
      this.write(JSON.stringify(utf8.decode(bytes)));
    } catch (error) {
      if (error === FULL) throw error;
      // Older writers keep bytes as strings.
      this.write(hex(bytes));
    }
  }

  private array(count: number, depth: number): void {
    this.list('[', ']', count, depth, () => {
      this.value(depth + 1);
    });
  }

  private map(count: number, depth: number): void {
    this.list('{', '}', count, depth, () => {
      this.value(depth + 1);
      this.write(': ');
      this.value(depth + 1);
    });
  }

  private list(open: string, close: string, count: number, depth: number, item: () => void): void {
    this.write(open);
    for (let index = 0; index < count; index++) {
      this.write(`${index === 0 ? '' : ','}\n${INDENT.repeat(depth + 1)}`);
      item();
    }
    this.write(count === 0 ? close : `\n${INDENT.repeat(depth)}${close}`);
  }

  private extension(size: number): void {
    const type = this.take(1).readInt8();
    const data = this.take(size);
    this.write((type === -1 ? timestampText(data) : undefined) ?? `ext(${String(type)}, ${hex(data)})`);
  }
}

function hex(bytes: Buffer): string {
  return `h'${bytes.toString('hex')}'`;
}

function floatText(value: number): string {
  if (Object.is(value, -0)) return 'float(-0)';
  return Number.isInteger(value) ? `float(${String(value)})` : String(value);
}

/** Of the three forms that the specification has; undefined when it is none of them. */
function timestampText(data: Buffer): string | undefined {
  if (data.length !== 4 && data.length !== 8 && data.length !== 12) return undefined;
  const packed = data.length === 8 ? data.readBigUInt64BE() : 0n;
  const seconds =
    data.length === 4 ? data.readUInt32BE() : data.length === 8 ? packed & 0x3ffffffffn : data.readBigInt64BE(4);
  const nanoseconds = data.length === 4 ? 0 : data.length === 8 ? Number(packed >> 34n) : data.readUInt32BE();
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime()) || nanoseconds > 999_999_999) return undefined;
  const fraction = nanoseconds === 0 ? '' : `.${String(nanoseconds).padStart(9, '0').replace(/0+$/, '')}`;
  return `timestamp(${date.toISOString().replace('.000Z', '')}${fraction}Z)`;
}
