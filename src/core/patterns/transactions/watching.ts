import { throwIfAborted } from '../../base/abort';
import type { Command, Reply } from '../../redis/reply';
import { asOptionalNumber, ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import type { OwnLink } from '../contract';
import type { Contention } from './documents';
import type { TransactionsContext } from './parameters';

/**
 * All contenders add one to the same number at the same time, each over a link of its own, by WATCH. Each reads before any
 * of them writes, as where reckoning takes a moment: EXEC of one of each round is carried out, those of the others answer
 * nil, and they begin again.
 */
export async function contendWatching(
  context: TransactionsContext,
  key: string,
  contenders: number,
): Promise<Contention> {
  const links = await Promise.all(Array.from({ length: contenders }, () => context.openLink(key)));
  try {
    let attempts = 0;
    for (let waiting: readonly OwnLink[] = links; waiting.length > 0;) {
      throwIfAborted(context.signal);
      attempts += waiting.length;
      const values = await Promise.all(waiting.map((link) => watch(link, key)));
      const written = await Promise.all(
        waiting.map((link, at) =>
          writeIfUnchanged(link, ['SET', key, (values[at] ?? 0) + 1, 'EX', context.ttlSeconds]),
        ),
      );
      waiting = waiting.filter((_, at) => !written[at]);
    }
    return { successes: contenders, attempts };
  } finally {
    // And nothing stays watched.
    for (const link of links) link.dispose();
  }
}

/** Reads what is watched from here on. */
async function watch(link: OwnLink, key: string): Promise<number> {
  const [, value] = await answered(link, [
    ['WATCH', key],
    ['GET', key],
  ]);
  return asOptionalNumber(value ?? null) ?? 0;
}

/** False when somebody was first: then EXEC answers nil, and nothing was done. */
async function writeIfUnchanged(link: OwnLink, command: Command): Promise<boolean> {
  const replies = await answered(link, [['MULTI'], command, ['EXEC']]);
  return replies.at(-1) !== null;
}

/** The replies, none of which is a refusal. */
async function answered(link: OwnLink, commands: readonly Command[]): Promise<readonly Reply[]> {
  const replies = await link.pipeline(commands);
  for (const [index, reply] of replies.entries()) {
    const command = commands[index];
    if (reply instanceof ReplyError && command) throw serverError(reply, command);
  }
  return replies;
}
