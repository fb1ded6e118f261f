import { asNumber } from '../../redis/reply';
import type { Step } from '../contract';
import { readAll } from '../kit/read';
import { bucketsAt } from './buckets';
import { countTally, tallyOf } from './counting';
import type { View } from './pages';
import type { AnalyticsContext, AnalyticsValues } from './parameters';

/** Addresses of a robot: this many times as many as are kept when an hour is cut. */
const TIMES = 3;

export const retention: Step<AnalyticsValues> = {
  id: 'retention',
  title: 'Nothing grows for ever',
  teaches:
    'Time is in the name of each bucket, and the script that adds to it sets its TTL, so old buckets go by themselves. Pages are capped too: a robot that makes addresses up cannot fill the memory, because beyond twice the cap the least viewed pages are cut.',
  region: 'count',
  async run(context) {
    const { clock, keys, parameters: values } = context;
    const now = clock.now();
    const sent = madeUp(context);
    await countTally(context, now, tallyOf(sent));
    const { minute, hour, pages, visitors } = bucketsAt(keys, now);
    const [card, ...ttls] = await readAll(context, [
      ['ZCARD', pages],
      ...[minute, hour, pages, visitors].map((key) => ['TTL', key] as const),
    ]);
    const kept = asNumber(card?.reply ?? null);
    const seconds = ttls.map(({ reply }) => asNumber(reply));
    const most = 2 * values.kept;
    return {
      summary: `${String(sent.length)} made-up addresses came in, and ${String(kept)} pages of the hour are kept; all ${String(seconds.length)} keys expire, the first in ${String(Math.min(...seconds))} s.`,
      figures: [
        { label: 'Pages kept', value: kept, unit: 'pages', tone: kept <= most ? 'good' : 'bad' },
        { label: 'Pages kept at most', value: most, unit: 'pages' },
        { label: 'Keys without a TTL', value: seconds.filter((left) => left < 0).length },
      ],
    };
  },
};

function madeUp({ random, parameters: values }: AnalyticsContext): View[] {
  return Array.from({ length: TIMES * values.kept }, () => ({
    url: `/made-up/page-${random.hex(6)}x`,
    visitor: 'robot',
    failed: true,
  }));
}
