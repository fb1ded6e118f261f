import type { Command } from '../../redis/reply';
import { asArray, asNumber, asText, ReplyError } from '../../redis/reply';
import type { Step } from '../contract';
import { transaction } from '../kit/transaction';
import { pairKeys } from './accounts';
import type { TransactionsContext, TransactionsValues } from './parameters';

type TransactionsStep = Step<TransactionsValues>;

export const multi: TransactionsStep = {
  id: 'multi',
  title: 'Two changes, and nobody sees one of them',
  teaches:
    'What stands between MULTI and EXEC is carried out together, with nothing of other clients in between. It cannot look at a reply on the way: whether there is enough money is not asked here.',
  region: 'multi',
  async run(context) {
    const { amount, opening } = context.parameters;
    const [amy, ben] = pairKeys(context);
    const { ttlSeconds } = context;
    const replies = await transaction(context, [
      ['SET', amy, opening, 'EX', ttlSeconds],
      ['SET', ben, opening, 'EX', ttlSeconds],
      ['DECRBY', amy, amount],
      ['INCRBY', ben, amount],
    ]);
    const [paid, got] = [asNumber(replies[2] ?? null), asNumber(replies[3] ?? null)];
    return {
      summary: `amy paid ${String(amount)} to ben: ${String(paid)} and ${String(got)}, together ${String(paid + got)} as before.`,
      figures: [
        { label: 'amy', value: paid },
        { label: 'ben', value: got },
        { label: 'Together', value: paid + got, tone: paid + got === 2 * opening ? 'good' : 'bad' },
      ],
    };
  },
};

export const notRolledBack: TransactionsStep = {
  id: 'notRolledBack',
  title: 'Nothing is rolled back',
  teaches:
    'A command that fails while the transaction runs, on a key of another type say, stops none of the others and takes none of them back. EXEC answers with an error in its place: look at each reply.',
  region: 'multi',
  async run(context) {
    const { text, replies } = await withMistake(context, (list) => ['INCR', list]);
    const executed = replies.at(-1);
    const results = executed instanceof ReplyError ? [] : asArray(executed ?? []);
    // The first is of the key's making.
    const told = results.slice(-3).map((reply) => (reply instanceof ReplyError ? firstWord(reply) : asText(reply)));
    return {
      summary: `SET, INCR of a list and SET answered ${told.join(', ')}; the key holds "${text}", so 2 of 3 were carried out.`,
      figures: [
        { label: 'Answers', value: told.join(', ') },
        { label: 'Value afterwards', value: text, tone: 'bad' },
      ],
    };
  },
};

export const refusedWhole: TransactionsStep = {
  id: 'refusedWhole',
  title: 'A command nobody can carry out refuses all',
  teaches:
    'What the server can tell when it queues a command, such as a missing argument or an unknown name, makes EXEC refuse the whole transaction (EXECABORT). Only mistakes that show when it runs leave half of it behind.',
  region: 'multi',
  async run(context) {
    const { text, replies } = await withMistake(context, (list) => ['HSET', list]);
    const executed = replies.at(-1);
    const answer = executed instanceof ReplyError ? firstWord(executed) : 'a list of replies';
    return {
      summary: `HSET without a field was refused when it was queued, and EXEC answered ${answer}; the key holds "${text}", so 0 of 3 were carried out.`,
      figures: [
        { label: 'EXEC', value: answer },
        { label: 'Value afterwards', value: text, tone: text === 'before' ? 'good' : 'bad' },
      ],
    };
  },
};

/** SET, a command that is wrong, SET: in one transaction. Answers its replies, and the text afterwards. */
async function withMistake(
  context: TransactionsContext,
  wrong: (list: string) => Command,
): Promise<{
  readonly text: string;
  readonly replies: Awaited<ReturnType<TransactionsContext['redis']['pipeline']>>;
}> {
  const { keys, redis, signal, ttlSeconds } = context;
  const [text, list] = [keys.of('text'), keys.of('list')];
  await transaction(context, [
    ['UNLINK', text, list],
    ['SET', text, 'before', 'EX', ttlSeconds],
    ['RPUSH', list, 'a'],
    ['EXPIRE', list, ttlSeconds],
  ]);
  const replies = await redis.pipeline(
    [['MULTI'], ['SET', text, '1', 'KEEPTTL'], wrong(list), ['SET', text, '2', 'KEEPTTL'], ['EXEC']],
    { signal },
  );
  return { text: asText(await redis.send(['GET', text], { signal })), replies };
}

function firstWord({ message }: ReplyError): string {
  return message.split(' ', 1)[0] ?? '';
}
