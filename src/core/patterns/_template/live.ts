import type { LiveTraffic } from '../contract';
import { transaction } from '../kit/transaction';
import type { TemplateValues } from './parameters';

export const live: LiveTraffic<TemplateValues> = {
  title: 'Visitors come to a page picked at random.',
  unit: 'visits',
  rate: { default: 20, max: 1000 },
  async events(context, count) {
    const key = context.keys.of('visits');
    const page = (): string => `/page/${String(Math.floor(context.random.next() * context.parameters.pages))}`;
    await transaction(context, [
      ...Array.from({ length: count }, () => ['HINCRBY', key, page(), 1] as const),
      ['EXPIRE', key, context.ttlSeconds],
    ]);
    return { Counted: count };
  },
};
