import { asOptionalText } from '../../redis/reply';
import type { Experiment, LaneResult } from '../contract';
import { drop, fill, lifeMs, readThrough, versionOf } from './cache';
import { askDatabase, timesAsked, writeDatabase } from './database';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import { databaseKeys, productKeys } from './keys';
import type { CacheContext, CacheValues } from './parameters';

const load = {
  readers: {
    kind: 'number',
    title: 'Readers',
    description: 'How many want the product at once.',
    default: 50,
    min: 2,
    max: 500,
  },
} as const satisfies ParameterSpecs;
type Load = ParameterValues<typeof load>;

export const experiment: Experiment<CacheValues, typeof load> = {
  load,
  question: ({ readers }) =>
    `A product that ${String(readers)} want at once has just left the cache: how often is the database asked, and does a changed price stay changed?`,
  naive: { title: 'GET, load, SET', run: naive },
  right: { title: 'A lock for loading, a version for filling', run: right },
  judge: (naiveLane, rightLane, { readers }) => [
    { text: 'Every reader asks the database', lane: 'naive', holds: naiveLane.counts['loads'] === readers },
    { text: 'A late fill brings the old price back', lane: 'naive', holds: naiveLane.counts['old'] === 1 },
    { text: 'One reader asks the database', lane: 'right', holds: rightLane.counts['loads'] === 1 },
    { text: 'The new price stays', lane: 'right', holds: rightLane.counts['old'] === 0 },
    {
      text: 'Every reader gets the price',
      lane: 'both',
      holds: [naiveLane, rightLane].every(({ counts }) => counts['served'] === readers),
    },
  ],
  explain: (naiveLane, rightLane, { readers }) =>
    `All ${String(readers)} found nothing before any of them had loaded it, so the database was asked ${String(naiveLane.counts['loads'])} times; with the lock ${String(rightLane.counts['loads'])} time. And who loads before a change and fills after it puts the old price back, unless the version that was seen is checked.`,
};

async function naive(plain: CacheContext, { readers }: Load): Promise<LaneResult> {
  const context = laneOf(plain, 'naive');
  const { redis, signal } = context;
  const { value } = await fresh(context);
  const reading = Array.from({ length: readers }, async () => {
    const cached = asOptionalText(await redis.send(['GET', value], { signal }));
    if (cached !== undefined) return cached;
    const price = (await askDatabase(context, 0)) ?? '';
    await redis.send(['SET', value, price, 'PX', lifeMs(context)], { signal });
    return price;
  });
  const prices = await Promise.all(reading);
  const loads = await timesAsked(context);
  const old = (await askDatabase(context, 0)) ?? '';
  await writeDatabase(context, 0, 99);
  await redis.send(['UNLINK', value], { signal });
  await redis.send(['SET', value, old, 'PX', lifeMs(context)], { signal });
  const seen = asOptionalText(await redis.send(['GET', value], { signal }));
  return result(loads, prices, seen);
}

async function right(plain: CacheContext, { readers }: Load): Promise<LaneResult> {
  const context = laneOf(plain, 'right');
  const keys = await fresh(context);
  const reads = await Promise.all(Array.from({ length: readers }, () => readThrough(context, 0)));
  const loads = await timesAsked(context);
  const version = await versionOf(context, keys);
  const old = await askDatabase(context, 0);
  await writeDatabase(context, 0, 99);
  await drop(context, 0);
  await fill(context, keys, version, old);
  const { price } = await readThrough(context, 0);
  return result(
    loads,
    reads.map((read) => read.price),
    price,
  );
}

/** The same database and cache under names of the lane's own. */
function laneOf(context: CacheContext, lane: string): CacheContext {
  const { keys, parameters } = context;
  const own: CacheContext['keys'] = {
    of: (...parts) => keys.of('experiment', lane, ...parts),
    tagged: (tag, ...parts) => keys.tagged(tag, 'experiment', lane, ...parts),
  };
  return { ...context, keys: own, parameters: { ...parameters, slowness: 5 } };
}

/** A database with one product, which nobody has cached. */
async function fresh(context: CacheContext): Promise<ReturnType<typeof productKeys>> {
  const keys = productKeys(context, 0);
  await writeDatabase(context, 0, 10);
  await context.redis.send(['UNLINK', databaseKeys(context).asked], { signal: context.signal });
  await drop(context, 0);
  return keys;
}

function result(loads: number, prices: readonly (string | undefined)[], seen: string | undefined): LaneResult {
  const old = seen === '99' ? 0 : 1;
  return {
    figures: [
      { label: 'Database asked', value: loads, unit: 'times', tone: loads === 1 ? 'good' : 'bad' },
      { label: 'Price after the change', value: seen ?? 'none', tone: old === 0 ? 'good' : 'bad' },
    ],
    counts: { loads, old, served: prices.filter((price) => price === '10').length },
  };
}
