import { transaction } from '../kit/transaction';
import type { LiveTraffic } from '../contract';
import { countTally, tallyOf } from './counting';
import { someView } from './pages';
import type { AnalyticsValues } from './parameters';
import { METRICS } from './sampleStore';
import { storeOf } from './samples';

/** What a view costs, in per cent of the processor: enough to be seen in the chart. */
const CPU_OF_VIEW = 1.5;

export const live: LiveTraffic<AnalyticsValues> = {
  title: 'Visitors view pages, a few of them much more often than the others, and one view of fifty fails.',
  unit: 'views',
  rate: { default: 50, max: 1000 },
  async events(context, count) {
    const { clock, random, parameters: values } = context;
    const now = clock.now();
    const views = Array.from({ length: count }, () => someView(random, values));
    const tally = tallyOf(views);
    await countTally(context, now, tally);
    const at = Math.floor(now / 1000) * 1000;
    const load = Math.min(95, 20 + CPU_OF_VIEW * count + Math.round(20 * random.next()) / 2);
    const store = storeOf(context);
    await transaction(
      context,
      METRICS.flatMap((metric) => [
        ...store.add(context, metric, [{ at, value: metric === 'cpu' ? load : 60 + Math.round(load / 10) }]),
      ]),
    );
    const failed = tally.counters.get('errors') ?? 0;
    return { Served: count - failed, Failed: failed };
  },
};
