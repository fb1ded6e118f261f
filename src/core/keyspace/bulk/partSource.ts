import type { Executor } from '../../redis/executor';
import type { Command, Reply } from '../../redis/reply';
import { ask } from '../readers/reader';

/** Where pieces of a key are read from. */
export interface PartSource {
  readonly executor: Executor;
  readonly key: Buffer;
  readonly signal: AbortSignal | undefined;
  readonly page: number;
}

/** One command in a round trip of its own; a refusal rejects as a `CodedError`. */
export async function askOne({ executor, signal }: PartSource, command: Command): Promise<Reply> {
  const [reply = null] = await ask(executor, [command], signal);
  return reply;
}
