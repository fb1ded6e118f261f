import type { Step, StepResult } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import { inTrips } from '../kit/trips';
import { HOUR_MS } from './buckets';
import type { AnalyticsContext, AnalyticsValues } from './parameters';
import { minuteMeans } from './sampleStore';
import { bucketSamples } from './bucketSamples';
import type { Sample, SampleStore } from './sampleStore';
import { seriesSamples } from './seriesSamples';

type AnalyticsStep = Step<AnalyticsValues>;

/** Equal on purpose: as members of a sorted set they would be one. */
const EQUAL = [75.5, 75.5, 75.5];

export const sampleInBuckets: AnalyticsStep = {
  id: 'samplesInBuckets',
  title: 'A sample is a field, and its second the name',
  teaches:
    'A hash for five minutes, with the second as the field: equal values stay apart, the time is looked up by name, and the bucket expires as a whole. 300 fields are below the limit of 512 up to which a hash is one compact list.',
  region: 'samples',
  variants: ['buckets'],
  run: (context) => writeEqual(context, bucketSamples),
};

export const sampleInSeries: AnalyticsStep = {
  id: 'samplesInSeries',
  title: 'A sample in a time series',
  teaches:
    'TS.ADD keeps time and value apart, compressed. RETENTION drops what is older than it, counted from the newest sample; the key itself still needs a TTL, set in the same transaction.',
  region: 'series',
  variants: ['timeSeries'],
  run: (context) => writeEqual(context, seriesSamples),
};

async function writeEqual(context: AnalyticsContext, store: SampleStore): Promise<StepResult> {
  const now = Math.floor(context.clock.now() / 1000) * 1000;
  const samples = EQUAL.map((value, index): Sample => ({ at: now + (index - EQUAL.length + 1) * 1000, value }));
  await transaction(context, store.add(context, 'cpu', samples));
  const from = samples[0]?.at ?? now;
  const found = await samplesBetween(context, store, from, now);
  const kept = found.filter(({ value }, index) => value === EQUAL[index]).length;
  return {
    summary: `${String(EQUAL.length)} samples of ${String(EQUAL[0])} % in ${String(EQUAL.length)} seconds were written, and ${String(kept)} are found by their time.`,
    figures: [
      { label: 'Written', value: EQUAL.length },
      { label: 'Found', value: kept, tone: kept === EQUAL.length ? 'good' : 'bad' },
    ],
  };
}

export const meansInClient: AnalyticsStep = {
  id: 'meansInClient',
  title: 'Means of minutes, from one read',
  teaches:
    'Core Redis has no mean over time. The buckets of an hour come in one round trip, and the client reckons: 3600 short fields. Where many dashboards ask, keep sum and count per minute as you write instead.',
  region: 'samples',
  variants: ['buckets'],
  async run(context) {
    const now = context.clock.now();
    const [samples, trips] = await inTrips(context, () => samplesBetween(context, bucketSamples, now - HOUR_MS, now));
    const means = minuteMeans(samples);
    return {
      summary: `${String(samples.length)} samples came in ${trips} and were made into ${String(means.length)} means by the client.`,
      figures: [{ label: 'Samples read', value: samples.length }, ...latest(means)],
    };
  },
};

async function samplesBetween(
  context: AnalyticsContext,
  store: SampleStore,
  from: number,
  to: number,
): Promise<Sample[]> {
  const readings = await readAll(context, store.range(context, 'cpu', from, to));
  return store.samplesOf(
    readings.map(({ reply }) => reply),
    from,
    to,
  );
}

/** The newest means as figures, newest first. */
export function latest(means: readonly Sample[]): { label: string; value: number; unit: string }[] {
  return means
    .slice(-5)
    .reverse()
    .map(({ at, value }) => ({
      label: `Mean of ${new Date(at).toISOString().slice(11, 16)} UTC`,
      value: Math.round(value * 100) / 100,
      unit: '%',
    }));
}
