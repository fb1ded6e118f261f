import { asArray, asText } from '../../redis/reply';
import type { Step } from '../contract';
import { read, readAll } from '../kit/read';
import { inTrips } from '../kit/trips';
import { HOUR_MS, MINUTE_MS } from './buckets';
import type { AnalyticsValues } from './parameters';
import { latest } from './sampleSteps';
import { meansKey, readSamples, seriesKey } from './seriesSamples';

type AnalyticsStep = Step<AnalyticsValues>;

export const meansOnServer: AnalyticsStep = {
  id: 'meansOnServer',
  title: 'Means of minutes, made by the server',
  teaches:
    'AGGREGATION makes the mean of each minute where the samples are: sixty numbers travel instead of 3600. Another word in its place gives the least, the greatest, the count or the sum.',
  region: 'series',
  variants: ['timeSeries'],
  async run(context) {
    const now = context.clock.now();
    const [{ reply }, trips] = await inTrips(context, () =>
      read(context, [
        ...(['TS.RANGE', seriesKey(context, 'cpu'), now - HOUR_MS, now] as const),
        ...(['AGGREGATION', 'avg', MINUTE_MS] as const),
      ]),
    );
    const means = readSamples(reply);
    return {
      summary: `${String(means.length)} means of an hour, read in ${trips}; no sample left the server.`,
      figures: [{ label: 'Means read', value: means.length }, ...latest(means)],
    };
  },
};

export const compaction: AnalyticsStep = {
  id: 'compaction',
  title: 'Means that are kept as samples come in',
  teaches:
    'A compaction rule writes the mean of each finished minute into a second series, which may be kept longer because it is sixty times smaller. The server writes it, so nothing of ours sets its TTL: each write to the source does, for both.',
  region: 'series',
  variants: ['timeSeries'],
  async run(context) {
    const [kept, made] = await readAll(context, [
      ['TS.RANGE', meansKey(context, 'cpu'), '-', '+'],
      ['TS.RANGE', seriesKey(context, 'cpu'), '-', '+', 'AGGREGATION', 'avg', MINUTE_MS],
    ]);
    const means = readSamples(kept?.reply ?? []);
    const reckoned = readSamples(made?.reply ?? []);
    return {
      summary: `${String(means.length)} means are kept already; reckoned anew there are ${String(reckoned.length)}, because the minute that goes on is not kept yet.`,
      figures: [
        { label: 'Means kept', value: means.length },
        { label: 'Means reckoned anew', value: reckoned.length },
        ...latest(means),
      ],
    };
  },
};

export const byLabels: AnalyticsStep = {
  id: 'byLabels',
  title: 'Series found by what they are, not by name',
  teaches:
    'Labels are an index over series: TS.MRANGE reads all that match, whatever their keys are called. Label values with few choices (host, metric) keep it small; an id of a request as a label makes a series for each request.',
  region: 'series',
  variants: ['timeSeries'],
  async run(context) {
    const now = context.clock.now();
    const [{ reply }, trips] = await inTrips(context, () =>
      read(context, [
        ...(['TS.MRANGE', now - 5 * MINUTE_MS, now, 'AGGREGATION', 'max', MINUTE_MS] as const),
        ...(['FILTER', `demo=${context.keys.instance}`, 'holds=samples', 'metric=(cpu,memory)'] as const),
      ]),
    );
    const series = asArray(reply).map((entry) => {
      const [key, , samples] = asArray(entry);
      return { key: asText(key ?? null), peak: Math.max(...readSamples(samples ?? []).map(({ value }) => value)) };
    });
    return {
      summary: `${String(series.length)} series match the labels; their highest values of five minutes came in ${trips}.`,
      figures: series.map(({ key, peak }) => ({
        label: key.split(':').slice(-2, -1).join(''),
        value: peak,
        unit: '%',
      })),
    };
  },
};
