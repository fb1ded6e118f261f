import { asNumber, asOptionalNumber } from '../../redis/reply';
import type { Experiment, LaneResult } from '../contract';
import { read } from '../kit/read';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import type { TemplateContext, TemplateValues } from './parameters';

const load = {
  visitors: {
    kind: 'number',
    title: 'Visitors',
    description: 'How many come at once.',
    default: 100,
    min: 2,
    max: 1000,
  },
} as const satisfies ParameterSpecs;
type Load = ParameterValues<typeof load>;

export const experiment: Experiment<TemplateValues, typeof load> = {
  load,
  question: ({ visitors }) => `Are ${String(visitors)} visits at once ${String(visitors)} visits?`,
  naive: { title: 'GET, add, SET', run: (context, load) => lane(context, load, 'naive', readAndWriteBack) },
  right: { title: 'INCR', run: (context, load) => lane(context, load, 'right', increment) },
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
  { visitors }: Load,
  name: string,
  visit: (context: TemplateContext, key: string) => Promise<void>,
): Promise<LaneResult> {
  const key = context.keys.of('experiment', name);
  await context.redis.send(['SET', key, 0, 'EX', context.ttlSeconds]);
  await Promise.all(Array.from({ length: visitors }, () => visit(context, key)));
  const counted = asNumber((await read(context, ['GET', key])).reply);
  const lost = visitors - counted;
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
