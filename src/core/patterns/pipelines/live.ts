import type { LiveTraffic } from '../contract';
import { Link } from './link';
import { transaction } from '../kit/transaction';
import type { PipelinesValues } from './parameters';

/** Keys that the writers use in turn. */
const KEYS = 200;

export const live: LiveTraffic<PipelinesValues> = {
  title: 'Many clients write; what comes due together goes in one pipeline.',
  unit: 'writes',
  rate: { default: 100, max: 2000 },
  async events(context, count) {
    const { keys, random, ttlSeconds } = context;
    const link = new Link(context);
    const key = (): string => keys.of('value', Math.floor(random.next() * KEYS));
    await link.trip(Array.from({ length: count }, () => ['SET', key(), 'live', 'EX', ttlSeconds] as const));
    const counters = keys.of('live');
    await transaction(context, [
      ['HINCRBY', counters, 'writes', count],
      ['HINCRBY', counters, 'roundTrips', link.roundTrips],
      ['EXPIRE', counters, ttlSeconds],
    ]);
    return { Written: count };
  },
};
