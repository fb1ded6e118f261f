import { throwIfAborted } from '../../base/abort';
import type { Command } from '../../redis/reply';
import { ReplyError } from '../../redis/reply';
import { serverError } from '../../redis/serverErrors';
import type { Experiment, LaneResult } from '../contract';
import { transaction } from '../kit/transaction';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import { readIds } from './entries';
import type { MessagingContext, MessagingValues } from './parameters';

const load = {
  part: {
    kind: 'number',
    title: 'Messages',
    description: 'How many come while the reader listens, while it is away, and while it listens again.',
    default: 30,
    min: 1,
    max: 500,
  },
} as const satisfies ParameterSpecs;
type Load = ParameterValues<typeof load>;

export const experiment: Experiment<MessagingValues, typeof load> = {
  load,
  question: ({ part }) =>
    `Of ${String(3 * part)} messages, how many does a reader get that is away for ${String(part)} of them?`,
  naive: { title: 'Pub/sub', run: channel },
  right: { title: 'A stream with a group', run: stream },
  judge: (naive, right, { part }) => [
    { text: 'What is published while nobody listens is lost', lane: 'naive', holds: naive.counts['lost'] === part },
    { text: 'What is published while one listens is heard', lane: 'naive', holds: naive.counts['got'] === 2 * part },
    { text: 'Nothing is lost', lane: 'right', holds: right.counts['lost'] === 0 },
    { text: 'Nothing comes twice', lane: 'right', holds: right.counts['twice'] === 0 },
  ],
  explain: (naive, right, { part }) =>
    `The channel told ${String(naive.counts['got'])} messages to the reader while it was there, and kept none for it. The stream kept all ${String(3 * part)} until they were read, so the reader has ${String(right.counts['got'])}.`,
};

async function channel(context: MessagingContext, { part }: Load): Promise<LaneResult> {
  const name = context.keys.of('experiment', 'channel');
  const heard: string[] = [];
  const listen = async (from: number): Promise<void> => {
    const subscription = await context.subscribe(name, (message) => heard.push(message));
    try {
      await publish(context, name, messages(from, part));
      await subscription.settled();
    } finally {
      subscription.dispose();
    }
  };
  await listen(0);
  await publish(context, name, messages(part, part));
  await listen(2 * part);
  return laneOf(heard, part);
}

async function publish({ redis, signal }: MessagingContext, name: string, texts: readonly string[]): Promise<void> {
  throwIfAborted(signal);
  const commands = texts.map((message): Command => ['PUBLISH', name, message]);
  const replies = await redis.pipeline(commands, { signal });
  for (const reply of replies) if (reply instanceof ReplyError) throw serverError(reply, ['PUBLISH', name]);
}

async function stream(context: MessagingContext, { part }: Load): Promise<LaneResult> {
  const name = context.keys.of('experiment', 'stream');
  const keep: Command = ['EXPIRE', name, context.ttlSeconds];
  const add = (from: number): Command[] =>
    messages(from, part).map((message) => ['XADD', name, '*', 'message', message]);
  const read: Command = ['XREADGROUP', 'GROUP', 'readers', 'one', 'COUNT', 3 * part, 'STREAMS', name, '>'];
  const here = await transaction(context, [
    ...([
      ['UNLINK', name],
      ['XGROUP', 'CREATE', name, 'readers', '0', 'MKSTREAM'],
    ] as const),
    ...[...add(0), read, keep],
  ]);
  await transaction(context, [...add(part), keep]);
  const back = await transaction(context, [...add(2 * part), read, keep]);
  return laneOf([...readIds(here[2 + part] ?? null), ...readIds(back[part] ?? null)], part);
}

function messages(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `message ${String(from + n)}`);
}

function laneOf(got: readonly string[], part: number): LaneResult {
  const different = new Set(got).size;
  const [lost, twice] = [3 * part - different, got.length - different];
  return {
    figures: [
      { label: 'Lost', value: lost, tone: lost === 0 ? 'good' : 'bad' },
      { label: 'Got', value: different },
      { label: 'Got twice', value: twice },
    ],
    counts: { lost, got: different, twice },
  };
}
