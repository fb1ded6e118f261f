import type { LiveTraffic } from '../contract';
import { balanceKey, people, transferAll } from './accounts';
import type { TransactionsValues } from './parameters';

export const live: LiveTraffic<TransactionsValues> = {
  title: 'People send each other money; who has too little is refused.',
  unit: 'transfers',
  rate: { default: 20, max: 1000 },
  async events(context, count) {
    const { random, parameters } = context;
    const named = people(context);
    const transfers = Array.from({ length: count }, () => {
      const from = Math.floor(random.next() * named.length);
      // Anybody but oneself.
      const to = (from + 1 + Math.floor(random.next() * (named.length - 1))) % named.length;
      const amount = 1 + Math.floor(random.next() * 3 * parameters.amount);
      return [balanceKey(context, named[from] ?? ''), balanceKey(context, named[to] ?? ''), amount] as const;
    });
    const moved = await transferAll(context, transfers);
    const done = moved.filter((enough) => enough).length;
    return { 'Carried out': done, 'Too little money': count - done };
  },
};
