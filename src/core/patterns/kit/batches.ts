import { throwIfAborted } from '../../base/abort';
import type { Command } from '../../redis/reply';
import { ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import type { PatternContext } from '../contract';

/**
 * Turns `items` into commands batch by batch and sends each batch in one round trip, reporting progress and stopping
 * between batches when cancelled. Rejects with the `CodedError` of the first command that the server refused.
 */
export async function inBatches<T>(
  context: Pick<PatternContext, 'redis' | 'signal' | 'report'>,
  items: readonly T[],
  size: number,
  toCommands: (batch: readonly T[]) => readonly Command[],
): Promise<void> {
  for (let start = 0; start < items.length; start += size) {
    throwIfAborted(context.signal);
    const commands = toCommands(items.slice(start, start + size));
    const replies = await context.redis.pipeline(commands, { signal: context.signal });
    for (const [index, reply] of replies.entries()) {
      const command = commands[index];
      if (reply instanceof ReplyError && command) throw serverError(reply, command);
    }
    context.report({ done: Math.min(start + size, items.length), total: items.length });
  }
}
