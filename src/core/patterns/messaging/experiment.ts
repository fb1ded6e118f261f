import { throwIfAborted } from '../../base/abort';
import type { Command } from '../../redis/reply';
import { ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import type { Experiment, LaneResult } from '../contract';
import { transaction } from '../kit/transaction';
import { readIds } from './entries';
import type { MessagingContext, MessagingValues } from './parameters';

/** Messages while the reader listens, while it is away, and while it listens again. */
const PART = 30;
const ALL = 3 * PART;

export const experiment: Experiment<MessagingValues> = {
  question: `Of ${String(ALL)} messages, how many does a reader get that is away for ${String(PART)} of them?`,
  naive: { title: 'Pub/sub', run: channel },
  right: { title: 'A stream with a group', run: stream },
  judge: (naive, right) => [
    { text: 'What is published while nobody listens is lost', lane: 'naive', holds: naive.counts['lost'] === PART },
    { text: 'What is published while one listens is heard', lane: 'naive', holds: naive.counts['got'] === ALL - PART },
    { text: 'Nothing is lost', lane: 'right', holds: right.counts['lost'] === 0 },
    { text: 'Nothing comes twice', lane: 'right', holds: right.counts['twice'] === 0 },
  ],
  explain: (naive, right) =>
    `The channel told ${String(naive.counts['got'])} messages to the reader while it was there, and kept none for it. The stream kept all ${String(ALL)} until they were read, so the reader has ${String(right.counts['got'])}.`,
};

async function channel(context: MessagingContext): Promise<LaneResult> {
  const name = context.keys.of('experiment', 'channel');
  const heard: string[] = [];
  const listen = async (from: number): Promise<void> => {
    const subscription = await context.subscribe(name, (message) => heard.push(message));
    try {
      await publish(context, name, from);
      await subscription.settled();
    } finally {
      subscription.dispose();
    }
  };
  await listen(0);
  await publish(context, name, PART);
  await listen(2 * PART);
  return laneOf(heard);
}

async function publish({ redis, signal }: MessagingContext, name: string, from: number): Promise<void> {
  throwIfAborted(signal);
  const commands = messages(from).map((message): Command => ['PUBLISH', name, message]);
  const replies = await redis.pipeline(commands, { signal });
  for (const reply of replies) if (reply instanceof ReplyError) throw serverError(reply, ['PUBLISH', name]);
}

async function stream(context: MessagingContext): Promise<LaneResult> {
  const name = context.keys.of('experiment', 'stream');
  const keep: Command = ['EXPIRE', name, context.ttlSeconds];
  const add = (from: number): Command[] => messages(from).map((message) => ['XADD', name, '*', 'message', message]);
  const read: Command = ['XREADGROUP', 'GROUP', 'readers', 'one', 'COUNT', ALL, 'STREAMS', name, '>'];
  const here = await transaction(context, [
    ...([
      ['UNLINK', name],
      ['XGROUP', 'CREATE', name, 'readers', '0', 'MKSTREAM'],
    ] as const),
    ...[...add(0), read, keep],
  ]);
  await transaction(context, [...add(PART), keep]);
  const back = await transaction(context, [...add(2 * PART), read, keep]);
  return laneOf([...readIds(here[2 + PART] ?? null), ...readIds(back[PART] ?? null)]);
}

function messages(from: number): readonly string[] {
  return Array.from({ length: PART }, (_, n) => `message ${String(from + n)}`);
}

function laneOf(got: readonly string[]): LaneResult {
  const different = new Set(got).size;
  const [lost, twice] = [ALL - different, got.length - different];
  return {
    figures: [
      { label: 'Lost', value: lost, tone: lost === 0 ? 'good' : 'bad' },
      { label: 'Got', value: different },
      { label: 'Got twice', value: twice },
    ],
    counts: { lost, got: different, twice },
  };
}
