import type { Command, Reply } from '../../redis/reply';
import { asArray, asText } from '../../redis/reply';
import { transaction } from '../kit/transaction';
import { GROUP, messagingKeys } from './keys';
import type { MessagingContext } from './parameters';

/** The ids in `[[id, fields], …]`; an entry that was trimmed while it was pending has no fields, and is left out. */
export function idsOf(entries: Reply): readonly string[] {
  return asArray(entries)
    .map(asArray)
    .filter(([, fields]) => fields !== null)
    .map(([id]) => asText(id ?? null));
}

/** The ids of the one stream that XREADGROUP was asked for; none when there was nothing to read. */
export function readIds(reply: Reply): readonly string[] {
  const [stream] = reply === null ? [] : asArray(reply);
  return stream === undefined ? [] : idsOf(asArray(stream)[1] ?? []);
}

export function take({ keys }: MessagingContext, worker: string, count: number): Command {
  return ['XREADGROUP', 'GROUP', GROUP, worker, 'COUNT', count, 'STREAMS', messagingKeys(keys).stream, '>'];
}

/** Says that these are done, and counts them for the worker, in one step. */
export async function finish(context: MessagingContext, worker: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { stream, done } = messagingKeys(context.keys);
  await transaction(context, [
    ['XACK', stream, GROUP, ...ids],
    ['HINCRBY', done, worker, ids.length],
    ['EXPIRE', done, context.ttlSeconds],
  ]);
}
