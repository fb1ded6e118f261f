import type { LiveTraffic } from '../contract';
import { drop, readThrough } from './cache';
import { writeDatabase } from './database';
import type { CacheContext, CacheValues } from './parameters';

/** One event of twenty is a new price. */
const CHANGES = 1 / 20;

export const live: LiveTraffic<CacheValues> = {
  title: 'Products are read, some far more often than others; one event of twenty is a new price.',
  unit: 'events',
  rate: { default: 20, max: 500 },
  async events(context, count) {
    const changes = Array.from({ length: count }, () => context.random.next() < CHANGES);
    const outcomes = await Promise.all(changes.map((isChange) => (isChange ? change(context) : read(context))));
    const counted = (name: string): number => outcomes.filter((outcome) => outcome === name).length;
    return {
      'From the cache': counted('cache'),
      Loaded: counted('database'),
      Waited: counted('other'),
      Changed: counted('changed'),
    };
  },
};

async function read(context: CacheContext): Promise<string> {
  return (await readThrough(context, someProduct(context))).from;
}

async function change(context: CacheContext): Promise<string> {
  const product = someProduct(context);
  await writeDatabase(context, product, 10 + Math.floor(context.random.next() * 90));
  await drop(context, product);
  return 'changed';
}

/** Low numbers are far more popular. */
function someProduct({ random, parameters }: CacheContext): number {
  return Math.floor(parameters.products * random.next() ** 3);
}
