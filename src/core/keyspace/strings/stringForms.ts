import { isUtf8 } from 'node:buffer';
import { isHyperLogLog } from './hyperLogLog';
import { isMessagePack } from './messagePack';
import type { StringForm } from './stringTypes';

/** A number as people and Redis write one, `INCR` and `INCRBYFLOAT` included. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?$/i;
const LONGEST_NUMBER = 400;
/** Of what is called a text with some other bytes in it, this much at least is printable ASCII. */
const MOSTLY = 0.7;

/**
 * The forms that a string is likely to be meant in, the likeliest first; never empty. `bytes` is its beginning, `total`
 * its length. Brotli has no mark of its own, so it is never among them.
 */
export function likelyForms(bytes: Buffer, total: number): readonly StringForm[] {
  if (bytes.length === 0) return ['text'];
  if (isHyperLogLog(bytes)) return ['hyperloglog', 'hex'];
  if (isGzip(bytes)) return ['gzip', 'hex'];
  if (isUtf8(bytes)) return textForms(bytes);
  if (isZlib(bytes)) return ['zlib', 'hex'];
  if (bytes.length === total && isMessagePack(bytes)) return ['msgpack', 'hex'];
  const printable = bytes.reduce((count, byte) => count + (byte >= 0x20 && byte < 0x7f ? 1 : 0), 0);
  return printable >= MOSTLY * bytes.length ? ['text', 'hex'] : ['hex', 'bitmap'];
}

function textForms(bytes: Buffer): readonly StringForm[] {
  if (bytes.length <= LONGEST_NUMBER && NUMBER.test(bytes.toString('latin1'))) return ['text', 'number'];
  // A beginning is enough: whether it is JSON, only the whole tells.
  return /^\s*[[{]/.test(bytes.toString('utf8', 0, 200)) ? ['json', 'text'] : ['text'];
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** RFC 1950: method deflate, a window of 32 kB at most, and a checksum over both bytes. */
function isZlib(bytes: Buffer): boolean {
  const [method = 0, flags = 0] = bytes;
  return (method & 15) === 8 && method >> 4 <= 7 && (method * 256 + flags) % 31 === 0;
}
