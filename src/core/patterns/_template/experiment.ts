import { asNumber, asOptionalNumber } from '../../redis/reply';
import type { Experiment, LaneResult } from '../contract';
import { read } from '../kit/read';
import type { TemplateContext, TemplateValues } from './parameters';

const VISITORS = 100;

export const experiment: Experiment<TemplateValues> = {
  question: `Are ${String(VISITORS)} visits at once ${String(VISITORS)} visits?`,
  naive: { title: 'GET, add, SET', run: (context) => lane(context, 'naive', readAndWriteBack) },
  right: { title: 'INCR', run: (context) => lane(context, 'right', increment) },
  judge: (naive, right) => [
    { text: 'Reading and writing back loses visits', lane: 'naive', holds: (naive.counts['lost'] ?? 0) > 0 },
    { text: 'Every visit counts', lane: 'right', holds: right.counts['lost'] === 0 },
  ],
  explain: (naive) =>
    `All visitors read before any of them wrote, so ${String(naive.counts['lost'])} visits were overwritten. INCR adds on the server.`,
};

/** All visitors at once on one connection: each reads before any write arrives, in every run. */
async function lane(
  context: TemplateContext,
  name: string,
  visit: (context: TemplateContext, key: string) => Promise<void>,
): Promise<LaneResult> {
  const key = context.keys.of('experiment', name);
  await context.redis.send(['SET', key, 0, 'EX', context.ttlSeconds]);
  await Promise.all(Array.from({ length: VISITORS }, () => visit(context, key)));
  const counted = asNumber((await read(context, ['GET', key])).reply);
  const lost = VISITORS - counted;
  return {
    figures: [{ label: 'Lost visits', value: lost, tone: lost === 0 ? 'good' : 'bad' }],
    counts: { lost },
  };
}

async function readAndWriteBack({ redis, ttlSeconds, signal }: TemplateContext, key: string): Promise<void> {
  const visits = asOptionalNumber(await redis.send(['GET', key], { signal })) ?? 0;
  await redis.send(['SET', key, visits + 1, 'EX', ttlSeconds], { signal });
}

async function increment({ redis, signal }: TemplateContext, key: string): Promise<void> {
  await redis.send(['INCR', key], { signal });
}
