import type { Reply } from './reply';
import { ReplyError } from './reply';

/**
 * What ioredis hands over with `stringNumbers` and without a reply encoding: strings of the server are Buffers, so a
 * JavaScript string can only be an integer (its own decoder is off by one near 2^53, so it must not make numbers). Of what
 * only RESP3 has, maps come as flat arrays, sets as arrays, doubles as bytes and booleans as 0 and 1.
 */
export function fromWire(raw: unknown): Reply {
  if (raw === null || Buffer.isBuffer(raw) || typeof raw === 'number') return raw;
  if (typeof raw === 'string') return exactInteger(raw);
  if (Array.isArray(raw)) return raw.map(fromWire);
  if (raw instanceof Error) return new ReplyError(raw.message);
  throw new TypeError(`cannot read a ${typeof raw} in a reply`);
}

function exactInteger(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}
