import type { Command } from '../../redis/reply';
import { inBatches } from '../kit/batches';
import { makeLengths } from './lengths';
import { makeUser } from './names';
import type { NamingContext } from './parameters';

/** Users per round trip: each is a transaction of its own, in the slot of its tag. */
const BATCH = 50;

/** Users with all that they have, and one value under names of different lengths. */
export async function scaffold(context: NamingContext): Promise<void> {
  const users = Array.from({ length: context.parameters.users }, (_, user) => user);
  await inBatches(context, [...makeLengths(context)], BATCH, (commands) => commands);
  await inBatches(context, users, BATCH, (batch) =>
    batch.flatMap((user): Command[] => [['MULTI'], ...makeUser(context, user), ['EXEC']]),
  );
}
