import { formatCommand } from '../../redis/format';
import type { Command, Reply } from '../../redis/reply';
import { ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import type { Source } from '../blocks';
import type { PatternContext } from '../contract';

/** A reply, and where it comes from: every number on screen says which command read it, and when. */
export interface Reading {
  readonly reply: Reply;
  readonly source: Source;
}

type Reader = Pick<PatternContext, 'redis' | 'signal' | 'clock'>;

/** Longer commands are cut in their source; the trace has them whole. */
const SOURCE_LENGTH = 200;

/** Sends the commands in one round trip. Rejects with the `CodedError` of the first that the server refused. */
export async function readAll(context: Reader, commands: readonly Command[]): Promise<readonly Reading[]> {
  const replies = await context.redis.pipeline(commands, { signal: context.signal });
  const at = context.clock.now();
  return commands.map((command, index) => {
    const reply = replies[index] ?? null;
    if (reply instanceof ReplyError) throw serverError(reply, command);
    return { reply, source: { command: formatCommand(command, { maxLength: SOURCE_LENGTH }), at } };
  });
}

/** Sends one command. */
export async function read(context: Reader, command: Command): Promise<Reading> {
  const reply = await context.redis.send(command, { signal: context.signal });
  return { reply, source: { command: formatCommand(command, { maxLength: SOURCE_LENGTH }), at: context.clock.now() } };
}
