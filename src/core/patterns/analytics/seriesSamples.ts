import type { Command, CommandArg } from '../../redis/reply';
import { asArray, asNumber } from '../../redis/reply';
import type { Reply } from '../../redis/reply';
import { MINUTE_MS } from './buckets';
import type { AnalyticsContext } from './parameters';
import type { Sample, SampleStore } from './sampleStore';

/** Samples are dropped by the server when they are this much older than the newest: two hours. */
const RETENTION_MS = 7_200_000;
/** Means are sixty times fewer, so they are kept longer: a day. */
const MEANS_RETENTION_MS = 86_400_000;

/** A time series by metric, and another that the server fills with the mean of each minute. */
export const seriesSamples: SampleStore = {
  create(context, name) {
    const series = seriesKey(context, name);
    const means = meansKey(context, name);
    return [
      ['UNLINK', series, means],
      ['TS.CREATE', series, ...options(context, name)],
      ['TS.CREATE', means, 'RETENTION', MEANS_RETENTION_MS, ...labels(context, name, 'means')],
      ['TS.CREATERULE', series, means, 'AGGREGATION', 'avg', MINUTE_MS],
      ...expiry(context, name),
    ];
  },
  add(context, name, samples) {
    const series = seriesKey(context, name);
    const [first, ...rest] = samples;
    if (!first) return [];
    return [
      // Makes the series where it has expired, which TS.MADD does not.
      ['TS.ADD', series, first.at, first.value, ...options(context, name)],
      ...(rest.length > 0 ? [addMany(series, rest)] : []),
      ...expiry(context, name),
    ];
  },
  range: (context, name, from, to) => [['TS.RANGE', seriesKey(context, name), from, to]],
  samplesOf: (replies) => replies.flatMap(readSamples),
};

export function seriesKey({ keys }: AnalyticsContext, name: string): string {
  return keys.of(name, 'series');
}

export function meansKey({ keys }: AnalyticsContext, name: string): string {
  return keys.of(name, 'means');
}

/** `[[time, value], …]` of a TS.RANGE reply. */
export function readSamples(reply: Reply): Sample[] {
  return asArray(reply).map((pair) => {
    const [at, value] = asArray(pair);
    return { at: asNumber(at ?? null), value: asNumber(value ?? null) };
  });
}

function addMany(series: string, samples: readonly Sample[]): Command {
  return ['TS.MADD', ...samples.flatMap(({ at, value }) => [series, at, value])];
}

/** The last sample of a second counts, as in a hash: without a policy a second one is refused. */
function options(context: AnalyticsContext, name: string): CommandArg[] {
  return ['RETENTION', RETENTION_MS, 'DUPLICATE_POLICY', 'LAST', ...labels(context, name, 'samples')];
}

/** The demo is a label too, so that a query by labels finds no series of somebody else. */
function labels({ keys }: AnalyticsContext, name: string, holds: 'samples' | 'means'): CommandArg[] {
  return ['LABELS', 'demo', keys.instance, 'metric', name, 'holds', holds];
}

/** RETENTION bounds what a series holds; only a TTL takes the key away. The means are written by the server, so both get it here. */
function expiry(context: AnalyticsContext, name: string): Command[] {
  return [seriesKey(context, name), meansKey(context, name)].map((key) => ['EXPIRE', key, context.ttlSeconds]);
}
