import type { LiveTraffic } from '../contract';
import type { CounterValues } from './parameters';
import { countVisits } from './visits';

/** One visit of ten is of somebody who never came before, up to a tenth more than there are. */
const NEW_SHARE = 0.1;

export const live: LiveTraffic<CounterValues> = {
  title: 'People come to the site, one of ten for the first time.',
  unit: 'visits',
  rate: { default: 20, max: 1000 },
  async events(context, count) {
    const { random, parameters } = context;
    const known = parameters.visitors;
    const visitors = Array.from({ length: count }, () => {
      const isNew = random.next() < NEW_SHARE;
      return Math.floor(random.next() * known * (isNew ? 1.1 : 1));
    });
    await countVisits(context, visitors);
    return { Counted: count };
  },
};
