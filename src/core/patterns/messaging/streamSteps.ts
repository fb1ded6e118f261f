import { asArray, asNumber, asText } from '../../redis/reply';
import type { Step, StepResult } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import { finish, idsOf, readIds, take } from './entries';
import { append, GROUP, keepStream, messagingKeys } from './keys';
import type { MessagingContext, MessagingValues } from './parameters';

const TAKEN = 5;

export const streamSteps: readonly Step<MessagingValues>[] = [
  {
    id: 'append',
    title: 'A stream keeps what nobody has read',
    teaches:
      'XADD appends an entry and answers its id, which only grows. MAXLEN ~ holds the stream to a length, so that it cannot grow for ever.',
    region: 'append',
    run: appendOne,
  },
  {
    id: 'group',
    title: 'Each entry to one worker of the group',
    teaches:
      'XREADGROUP with > hands out what nobody of the group has yet, and remembers who has it until it is acknowledged by XACK.',
    region: 'group',
    run: share,
  },
  {
    id: 'takeOver',
    title: 'What a worker left undone is taken over',
    teaches:
      'An entry that was handed out and never acknowledged stays pending. XAUTOCLAIM gives it to another worker after a time, so each is done at least once.',
    region: 'takeOver',
    run: takeOver,
  },
  {
    id: 'catchUp',
    title: 'Who was away reads on where they were',
    teaches:
      'A reader that keeps the id of the last entry it saw asks for what came after it. Any number of readers do so, each for itself.',
    region: 'catchUp',
    run: catchUp,
  },
];

async function appendOne(context: MessagingContext): Promise<StepResult> {
  const { stream } = messagingKeys(context.keys);
  const [id = null] = await transaction(context, [append(context, context.parameters.orders), keepStream(context)]);
  const [length] = await readAll(context, [['XLEN', stream]]);
  return {
    summary: `The order is entry ${asText(id)}, one of ${String(asNumber(length?.reply ?? null))} that are kept.`,
  };
}

async function share(context: MessagingContext): Promise<StepResult> {
  await refill(context, 2 * TAKEN);
  const replies = await transaction(context, [
    take(context, 'ann', TAKEN),
    take(context, 'bob', TAKEN),
    keepStream(context),
  ]);
  const [anns, bobs] = [readIds(replies[0] ?? null), readIds(replies[1] ?? null)];
  const twice = anns.filter((id) => bobs.includes(id)).length;
  await finish(context, 'ann', anns);
  await finish(context, 'bob', bobs);
  return {
    summary: `ann packed ${String(anns.length)} orders and bob ${String(bobs.length)}; ${String(twice)} went to both.`,
  };
}

async function takeOver(context: MessagingContext): Promise<StepResult> {
  const { stream } = messagingKeys(context.keys);
  await refill(context, TAKEN);
  const [taken = null] = await transaction(context, [take(context, 'cid', TAKEN), keepStream(context)]);
  const left = readIds(taken);
  // Here at once; otherwise after longer than the work takes at most.
  const [claimed = null] = await transaction(context, [
    ['XAUTOCLAIM', stream, GROUP, 'dan', 0, '0', 'COUNT', 100],
    keepStream(context),
  ]);
  const ids = idsOf(asArray(claimed)[1] ?? []);
  await finish(context, 'dan', ids);
  const [pending] = await readAll(context, [['XPENDING', stream, GROUP]]);
  const open = asNumber(asArray(pending?.reply ?? [])[0] ?? 0);
  return {
    summary: `cid took ${String(left.length)} orders and was gone; dan packed ${String(ids.length)} in its place, ${String(open)} are left undone.`,
  };
}

async function catchUp(context: MessagingContext): Promise<StepResult> {
  const { stream } = messagingKeys(context.keys);
  const [last] = await readAll(context, [['XREVRANGE', stream, '+', '-', 'COUNT', 1]]);
  const [seen = '0'] = idsOf(last?.reply ?? []);
  await refill(context, 3);
  const [news] = await readAll(context, [['XRANGE', stream, `(${seen}`, '+']]);
  return {
    summary: `${String(idsOf(news?.reply ?? []).length)} orders came while the reader was away, and it has them all.`,
  };
}

/** Adds as many orders as shall be read, so that steps can be run again. */
async function refill(context: MessagingContext, count: number): Promise<void> {
  const orders = Array.from({ length: count }, (_, n) => append(context, n));
  await transaction(context, [...orders, keepStream(context)]);
}
