import type { Executor } from '../redis/executor';
import type { Command } from '../redis/reply';
import { ReplyError } from '../redis/reply';

/** Commands of one pipeline: they keep the server well below a millisecond or two. */
const BATCH = 500;

/** Whether each key is there, in their order, by pipelines of EXISTS; undefined where the server would not tell. Rejects as the executor does. */
export async function readExistence(
  executor: Executor,
  keys: readonly Buffer[],
  signal?: AbortSignal,
): Promise<(boolean | undefined)[]> {
  const all: (boolean | undefined)[] = [];
  for (let start = 0; start < keys.length; start += BATCH) {
    const commands = keys.slice(start, start + BATCH).map((key): Command => ['EXISTS', key]);
    const replies = await executor.pipeline(commands, signal && { signal });
    for (const reply of replies) all.push(reply instanceof ReplyError ? undefined : Number(reply) > 0);
  }
  return all;
}
