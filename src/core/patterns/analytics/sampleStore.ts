import type { Command, Reply } from '../../redis/reply';
import type { AnalyticsContext } from './parameters';
import { MINUTE_MS } from './buckets';

/** What is measured each second. */
export const METRICS = ['cpu', 'memory'] as const;
export type Metric = (typeof METRICS)[number];

/** A value and its second, in milliseconds since the epoch. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

/** Where samples are kept: in hashes, or in a time series. */
export interface SampleStore {
  /** Writes the samples of a metric and sets the TTLs; to be sent in one transaction. */
  add(context: AnalyticsContext, name: string, samples: readonly Sample[]): readonly Command[];
  /** Takes away what is kept from `from` to `to`, and makes what has to be there before the first sample. */
  create(context: AnalyticsContext, name: string, from: number, to: number): readonly Command[];
  /** Reads the samples from `from` to `to`, both included; to be sent in one pipeline. */
  range(context: AnalyticsContext, name: string, from: number, to: number): readonly Command[];
  /** What the replies to `range` say, oldest first. */
  samplesOf(replies: readonly Reply[], from: number, to: number): Sample[];
}

/** The mean of each minute's samples, oldest first. */
export function minuteMeans(samples: readonly Sample[]): Sample[] {
  const minutes = new Map<number, number[]>();
  for (const { at, value } of samples) {
    const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    const values = minutes.get(minute);
    if (values) values.push(value);
    else minutes.set(minute, [value]);
  }
  return [...minutes].map(([at, values]) => ({
    at,
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
  }));
}
