import type { Clock } from '../../base/clock';
import { CodedError } from '../../base/errors';
import type { Executor } from '../../redis/executor';
import type { Command, Reply } from '../../redis/reply';
import { asText, ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';

/** What has to be known of a key before its value is read. */
export interface KeyHead {
  readonly key: Buffer;
  /** As TYPE names it. */
  readonly type: string;
  /** Wall time of the server, milliseconds. */
  readonly expireAt?: number;
  /** Bytes as MEMORY USAGE estimates; Infinity where the server does not tell. */
  readonly memory: number;
}

const COMMANDS_OF_A_KEY = 4;
/**
 * The head of each key, in their order, in one round trip; undefined where it is gone, and the
 * error where the server refuses to tell. When it expires is exact since
 * Redis 7; before, it is what PTTL leaves from now on. Rejects as the executor does.
 */
export async function readHeads(
  executor: Executor,
  keys: readonly Buffer[],
  clock: Clock,
  signal?: AbortSignal,
): Promise<(KeyHead | CodedError | undefined)[]> {
  const { replies, isExact } = await ask(executor, keys, signal);
  const now = clock.now();
  return keys.map((key, index) => {
    const [type = null, ttl = null, memory = null, end = null] = replies.slice(COMMANDS_OF_A_KEY * index);
    if (type instanceof ReplyError) return serverError(type, ['TYPE']);
    const name = asText(type);
    if (name === 'none') return undefined;
    const expireAt = isExact && !(end instanceof ReplyError) ? positive(end) : plus(now, positive(ttl));
    return { key, type: name, memory: positive(memory) ?? Infinity, ...(expireAt !== undefined && { expireAt }) };
  });
}

/** Four replies a key, PTTL in place of PEXPIRETIME where that is not to be sent. */
async function ask(
  executor: Executor,
  keys: readonly Buffer[],
  signal?: AbortSignal,
): Promise<{ replies: readonly (Reply | ReplyError)[]; isExact: boolean }> {
  const heads = (end: 'PEXPIRETIME' | 'PTTL'): Command[] =>
    keys.flatMap((key): Command[] => [
      ['TYPE', key],
      ['PTTL', key],
      ['MEMORY', 'USAGE', key],
      [end, key],
    ]);
  try {
    return { replies: await executor.pipeline(heads('PEXPIRETIME'), signal && { signal }), isExact: true };
  } catch (error) {
    // Redis 6 does not have it, and a read-only connection sends nothing that its server does not list.
    if (!(error instanceof CodedError) || error.code !== 'READ_ONLY_CONNECTION') throw error;
    return { replies: await executor.pipeline(heads('PTTL'), signal && { signal }), isExact: false };
  }
}

function positive(reply: Reply): number | undefined {
  return typeof reply === 'number' && reply >= 0 ? reply : undefined;
}

function plus(now: number, ttl: number | undefined): number | undefined {
  return ttl === undefined ? undefined : now + ttl;
}
