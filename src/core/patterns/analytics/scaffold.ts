import { throwIfAborted } from '../../base/abort';
import type { Random } from '../../base/random';
import { seededRandom } from '../../base/random';
import type { Command } from '../../redis/reply';
import { ensureLoaded } from '../../redis/scripts';
import { transaction } from '../kit/transaction';
import { bucketsAt, daysOfVisitors, HOUR_MS, lastMinutes } from './buckets';
import { countCommand, tallyOf } from './counting';
import { someView } from './pages';
import type { AnalyticsContext } from './parameters';
import type { Metric, Sample } from './sampleStore';
import { METRICS } from './sampleStore';
import { storeOf } from './samples';
import { countScript } from './scripts';

/** Minutes, and samples, per transaction: few round trips, and none that keeps the server from others for long. */
const MINUTES = 10;
const SAMPLES = 900;
const DAYS = 7;
/** Visitors of an earlier day, at most. */
const DAY_VISITORS = 500;
/** Any fixed number: the same counts each time. */
const SEED = 4;

/** Counts the views of an hour, the visitors of a week, and a sample of each metric for each second of an hour. */
export async function scaffold(context: AnalyticsContext): Promise<void> {
  const now = context.clock.now();
  const random = seededRandom(SEED);
  await ensureLoaded(context.redis, [countScript], { signal: context.signal });
  const batches = [
    ...countedMinutes(context, now, random),
    ...METRICS.flatMap((metric) => sampled(context, metric, now, random)),
  ];
  for (const [index, commands] of batches.entries()) {
    throwIfAborted(context.signal);
    await transaction(context, commands);
    context.report({ done: index + 1, total: batches.length });
  }
}

/** The hour's views, in batches of minutes; the last holds the visitors of earlier days too. */
function countedMinutes(context: AnalyticsContext, now: number, random: Random): Command[][] {
  const cleared = new Set<string>();
  // Of an earlier scaffold nothing stays: each key is deleted in the transaction that first writes it.
  const clear = (keys: readonly string[]): Command[] => {
    const fresh = keys.filter((key) => !cleared.has(key));
    for (const key of fresh) cleared.add(key);
    return fresh.map((key) => ['UNLINK', key]);
  };
  const minutes = lastMinutes(context.keys, now, 60).map(({ start }, index): Command[] => {
    const { minute, hour, pages, visitors } = bucketsAt(context.keys, start);
    const count = Math.round(40 + 20 * Math.sin(index / 8) + 15 * random.next());
    const views = Array.from({ length: count }, () => someView(random, context.parameters));
    return [...clear([minute, hour, pages, visitors]), countCommand(context, start, tallyOf(views))];
  });
  const days = daysOfVisitors(context.keys, now, DAYS).slice(1);
  const earlier = days.flatMap((key): Command[] => {
    const length = Math.min(context.parameters.visitors, DAY_VISITORS);
    const visitors = Array.from({ length }, () => someView(random, context.parameters).visitor);
    return [...clear([key]), ['PFADD', key, ...visitors], ['EXPIRE', key, context.ttlSeconds]];
  });
  return [...inGroups(minutes, MINUTES).map((group) => group.flat()), earlier];
}

/** An hour of one metric, in batches. */
function sampled(context: AnalyticsContext, metric: Metric, now: number, random: Random): Command[][] {
  const store = storeOf(context);
  const from = now - HOUR_MS;
  const [first = [], ...rest] = inGroups(walk(random, now), SAMPLES).map((group) => store.add(context, metric, group));
  return [[...store.create(context, metric, from, now), ...first], ...rest.map((commands) => [...commands])];
}

/** A value for each second of the last hour, in halves of a per cent: most values occur many times. */
function walk(random: Random, now: number): Sample[] {
  const last = Math.floor(now / 1000) * 1000;
  let value = 45;
  return Array.from({ length: 3600 }, (_, index) => {
    value = Math.min(95, Math.max(5, value + Math.round((random.next() - 0.5) * 8) / 2));
    return { at: last - (3599 - index) * 1000, value };
  });
}

function inGroups<T>(items: readonly T[], size: number): T[][] {
  const groups = Array.from({ length: Math.ceil(items.length / size) }, (_, index) => index * size);
  return groups.map((start) => items.slice(start, start + size));
}
