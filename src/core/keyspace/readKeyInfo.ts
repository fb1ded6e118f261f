import type { Clock } from '../base/clock';
import { systemClock } from '../base/clock';
import type { Executor } from '../redis/executor';
import type { Command, Reply } from '../redis/reply';
import { asNumber, asText, ReplyError } from '../redis/reply';
import { serverError } from '../redis/serverErrors';
import type { KeyInfo } from './keyTypes';
import { toTtl } from './ttl';

/** Commands that tell a length in O(1), by type. Types without one (JSON, module types) have no cheap length. */
const LENGTH_COMMANDS: ReadonlyMap<string, string> = new Map([
  ['string', 'STRLEN'],
  ['hash', 'HLEN'],
  ['list', 'LLEN'],
  ['set', 'SCARD'],
  ['zset', 'ZCARD'],
  ['stream', 'XLEN'],
]);

export interface KeyInfosOptions {
  /**
   * Also reads lengths, in a second round trip; true unless given. Unlike TYPE and PTTL, STRLEN and its like count as use
   * of the key (idle time and LFU counter start anew), so a list that does not show lengths should not read them.
   */
  readonly lengths?: boolean;
  readonly clock?: Clock;
}

/**
 * Type, TTL and (where cheap) length of each of `keys`, in their order, in one or two round trips; undefined for a key
 * that is not there. Rejects as the executor does.
 */
export async function readKeyInfos(
  executor: Executor,
  keys: readonly Buffer[],
  signal?: AbortSignal,
  options: KeyInfosOptions = {},
): Promise<(KeyInfo | undefined)[]> {
  if (keys.length === 0) return [];
  const send = signal && { signal };
  const replies = await executor.pipeline(
    keys.flatMap((key): Command[] => [
      ['TYPE', key],
      ['PTTL', key],
    ]),
    send,
  );
  const readAt = (options.clock ?? systemClock).now();
  const infos = keys.map((key, index) => basicInfo(key, replies[2 * index], replies[2 * index + 1], readAt));
  if (options.lengths === false) return infos;
  const asked = infos.flatMap((info, index) => {
    const command = info && LENGTH_COMMANDS.get(info.type);
    return info && command ? [{ info, index, command: [command, info.key] satisfies Command }] : [];
  });
  if (asked.length === 0) return infos;
  const lengths = await executor.pipeline(
    asked.map(({ command }) => command),
    send,
  );
  asked.forEach(({ info, index }, at) => {
    const length = optional(lengths[at], asNumber);
    if (length !== undefined) infos[index] = { ...info, length };
  });
  return infos;
}

/**
 * All facts about one key but its length, which comes with its value; undefined when it is not there. One round trip, and
 * none of its commands counts as use of the key: idle time is what it was before we looked. Rejects as the executor does,
 * and with `NO_PERMISSION` where not even the type may be known.
 */
export async function readKeyInfo(
  executor: Executor,
  key: Buffer,
  signal?: AbortSignal,
  clock: Clock = systemClock,
): Promise<KeyInfo | undefined> {
  // MEMORY USAGE looks at 5 elements of a collection at most (its default SAMPLES), whatever the size.
  const [type, ttl, encoding, memory, idle] = await executor.pipeline(
    [
      ['TYPE', key],
      ['PTTL', key],
      ['OBJECT', 'ENCODING', key],
      ['MEMORY', 'USAGE', key],
      // Refused under an LFU maxmemory policy: then nobody knows, and it is absent.
      ['OBJECT', 'IDLETIME', key],
    ],
    signal && { signal },
  );
  if (type instanceof ReplyError) throw serverError(type, ['TYPE', key]);
  const info = basicInfo(key, type, ttl, clock.now());
  return (
    info && {
      ...info,
      ...present({
        encoding: optional(encoding, asText),
        memory: optional(memory, asNumber),
        idle: optional(idle, asNumber),
      }),
    }
  );
}

function basicInfo(key: Buffer, type: Reply | undefined, pttl: Reply | undefined, readAt: number): KeyInfo | undefined {
  const name = optional(type, asText) ?? 'unknown';
  const ttl = toTtl(pttl ?? null, readAt);
  return name === 'none' || ttl === undefined ? undefined : { key, type: name, ttl };
}

/** Undefined for a nil or a refusal: what the server would not tell is absent, and not a reason to fail. */
function optional<T>(reply: Reply | undefined, read: (reply: Reply) => T): T | undefined {
  return reply === undefined || reply === null || reply instanceof ReplyError ? undefined : read(reply);
}

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function present<T extends object>(facts: T): Present<T> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Present<T>;
}
