import { asNumber } from '../../redis/reply';
import type { Step, StepResult } from '../contract';
import { readAll } from '../kit/read';
import { messagingKeys } from './keys';
import type { MessagingContext, MessagingValues } from './parameters';

const MESSAGES = 5;

export const channelSteps: readonly Step<MessagingValues>[] = [
  {
    id: 'publish',
    title: 'Published, and gone',
    teaches: 'PUBLISH answers how many heard it. Nobody listens here, so the message is nowhere: nothing keeps it.',
    region: 'publish',
    run: publish,
  },
  {
    id: 'subscribe',
    title: 'Whoever listens hears it at once',
    teaches:
      'A subscriber has a link of its own, on which the server tells what is published, in order. It costs no polling, and nothing is stored.',
    region: 'subscribe',
    run: listen,
  },
];

async function publish({ redis, keys, signal }: MessagingContext): Promise<StepResult> {
  const { channel } = messagingKeys(keys);
  const heard = asNumber(await redis.send(['PUBLISH', channel, 'price of sku-1 changed'], { signal }));
  return { summary: `${String(heard)} heard the message, and nobody ever will.` };
}

async function listen(context: MessagingContext): Promise<StepResult> {
  const { channel } = messagingKeys(context.keys);
  const heard: string[] = [];
  const subscription = await context.subscribe(channel, (message) => heard.push(message));
  try {
    const sent = Array.from({ length: MESSAGES }, (_, n) => `price ${String(n + 1)}`);
    const answers = await readAll(
      context,
      sent.map((message) => ['PUBLISH', channel, message]),
    );
    await subscription.settled();
    const inOrder = heard.every((message, at) => message === sent[at]);
    const listeners = asNumber(answers[0]?.reply ?? null);
    return {
      summary: `${String(listeners)} listened and heard ${String(heard.length)} of ${String(MESSAGES)} messages${inOrder ? ', in order' : ''}.`,
    };
  } finally {
    subscription.dispose();
  }
}
