import { isAbortError } from '../../core/base/abort';
import type { KeyInfo } from '../../core/keyspace/keyTypes';
import type { Connection } from '../../core/redis/connection';
import type { Reply, ReplyError } from '../../core/redis/reply';
import { asNumber, asText } from '../../core/redis/reply';
import { displayName } from '../../protocol/displayText';
import { formatBytes, formatDuration } from '../../protocol/format';
import { keyTypeName } from '../../protocol/keyTypeName';

/**
 * What one sees when the pointer rests on a key: its name in full, type, encoding, exact TTL, and the node of a cluster.
 * Encoding is read now; memory was only when somebody asked for it (`memory`, bytes).
 */
export async function keyTooltip(
  connection: Connection,
  key: Buffer,
  info: KeyInfo | undefined,
  memory: number | undefined,
  signal: AbortSignal,
): Promise<string> {
  const encoding = await readEncoding(connection, key, signal);
  const node = connection.slotOf(key) === undefined ? undefined : connection.nodeOf(key);
  return [
    displayName(key, 1000),
    [info ? keyTypeName(info.type) : 'type not read', encoding].filter((word) => word !== undefined).join(' · '),
    ...(info ? [ttlSentence(info, Date.now())] : []),
    ...(node ? [`slot ${String(connection.slotOf(key))} on ${node.address}`] : []),
    ...(memory === undefined ? [] : [`${formatBytes(memory)} of memory, as MEMORY USAGE estimates`]),
  ].join('\n');
}

/** Bytes, as MEMORY USAGE estimates; undefined where the key is gone. Rejects with a `CodedError`. */
export async function readMemory(connection: Connection, key: Buffer): Promise<number | undefined> {
  const reply = await connection.send(['MEMORY', 'USAGE', key]);
  return reply === null ? undefined : asNumber(reply);
}

/** A tooltip without it is better than none. */
async function readEncoding(connection: Connection, key: Buffer, signal: AbortSignal): Promise<string | undefined> {
  try {
    const [reply]: (Reply | ReplyError)[] = await connection.pipeline([['OBJECT', 'ENCODING', key]], { signal });
    return Buffer.isBuffer(reply) ? asText(reply) : undefined;
  } catch (error) {
    if (isAbortError(error)) throw error;
    return undefined;
  }
}

function ttlSentence({ ttl }: KeyInfo, now: number): string {
  switch (ttl.kind) {
    case 'none':
      return 'never expires';
    case 'unknown':
      return 'The server does not tell when it expires.';
    case 'expires':
      return `expires in ${formatDuration(Math.max(0, ttl.ms - (now - ttl.readAt)))}`;
  }
}
