import { CodedError } from '../../base/errors';
import type { Command, Reply } from '../../redis/reply';
import { asArray, ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import type { PatternContext } from '../contract';

/**
 * MULTI … EXEC in one round trip: all or nothing, with nothing of others in between. Answers the replies of EXEC. Rejects
 * with the `CodedError` of the first command that was refused, when it was queued or when it ran; Redis does not take back
 * what the others did.
 */
export async function transaction(
  context: Pick<PatternContext, 'redis' | 'signal'>,
  commands: readonly Command[],
): Promise<readonly Reply[]> {
  const replies = await context.redis.pipeline([['MULTI'], ...commands, ['EXEC']], { signal: context.signal });
  // Not those of MULTI and EXEC: a command refused while queueing explains better why EXEC was refused too.
  throwRefusal(replies.slice(1, -1), commands);
  const last = replies[replies.length - 1] ?? null;
  if (last instanceof ReplyError) throw serverError(last, ['EXEC']);
  if (last === null) throw new CodedError('TRY_AGAIN', 'The transaction was not carried out. Try again.');
  const results = asArray(last);
  throwRefusal(results, commands);
  return results;
}

function throwRefusal(replies: readonly Reply[], commands: readonly Command[]): void {
  for (const [index, reply] of replies.entries()) {
    const command = commands[index];
    if (reply instanceof ReplyError && command) throw serverError(reply, command);
  }
}
