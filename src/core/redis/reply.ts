/** One argument of a command. Strings are sent as UTF-8, numbers in their shortest exact decimal form. */
export type CommandArg = string | number | Buffer;

/**
 * A reply as the server meant it (RESP2): bulk and status strings are bytes, integers are numbers, or bigints beyond
 * 2^53. An error inside an array (EXEC) is a `ReplyError`; an error as the whole reply is thrown instead.
 */
export type Reply = Buffer | number | bigint | null | ReplyError | readonly Reply[];

/** An error reply of the server, word for word: `WRONGTYPE Operation against a key …`. */
export class ReplyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReplyError';
  }
}

/** For where a refused command must not hide the answers of the others: the refusal as a reply. Throws anything else again. */
export function keepRefusal(error: unknown): ReplyError {
  if (error instanceof ReplyError) return error;
  throw error;
}

/** The command as typed: name first, sub-command as the second word. */
export type Command = readonly [name: string, ...args: CommandArg[]];

function unexpected(wanted: string, reply: Reply): TypeError {
  const got =
    reply === null ? 'nil' : Array.isArray(reply) ? 'an array' : Buffer.isBuffer(reply) ? 'a string' : typeof reply;
  return new TypeError(`expected ${wanted} from the server, got ${got}`);
}

/** The reply as UTF-8 text. Throws a TypeError when it is anything but a string or an integer. */
export function asText(reply: Reply): string {
  if (Buffer.isBuffer(reply)) return reply.toString('utf8');
  if (typeof reply === 'number' || typeof reply === 'bigint') return String(reply);
  throw unexpected('a string', reply);
}

export function asOptionalText(reply: Reply): string | undefined {
  return reply === null ? undefined : asText(reply);
}

/** The reply as bytes. Throws a TypeError when it is not a string. */
export function asBytes(reply: Reply): Buffer {
  if (Buffer.isBuffer(reply)) return reply;
  throw unexpected('a string', reply);
}

/** The reply as a number: integers, and strings that hold one (`ZSCORE`, `INFO`). Throws a TypeError otherwise. */
export function asNumber(reply: Reply): number {
  if (typeof reply === 'number') return reply;
  if (typeof reply === 'bigint') return Number(reply);
  if (Buffer.isBuffer(reply)) {
    const text = reply.toString('latin1');
    if (text === 'inf' || text === '+inf') return Infinity;
    if (text === '-inf') return -Infinity;
    const value = Number(text);
    if (text !== '' && !Number.isNaN(value)) return value;
  }
  throw unexpected('a number', reply);
}

export function asOptionalNumber(reply: Reply): number | undefined {
  return reply === null ? undefined : asNumber(reply);
}

/** The reply as an array. Throws a TypeError otherwise. */
export function asArray(reply: Reply): readonly Reply[] {
  if (Array.isArray(reply)) return reply as readonly Reply[];
  throw unexpected('an array', reply);
}

/** A flat array `[a, b, a, b, …]` (HGETALL, WITHSCORES) as pairs. */
export function asPairs(reply: Reply): [Reply, Reply][] {
  const flat = asArray(reply);
  const pairs: [Reply, Reply][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) pairs.push([flat[index] ?? null, flat[index + 1] ?? null]);
  return pairs;
}
