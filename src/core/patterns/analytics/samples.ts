import { bucketSamples } from './bucketSamples';
import type { AnalyticsContext } from './parameters';
import type { SampleStore } from './sampleStore';
import { seriesSamples } from './seriesSamples';

/** The store of the chosen variant. */
export function storeOf(context: AnalyticsContext): SampleStore {
  return context.variant === 'timeSeries' ? seriesSamples : bucketSamples;
}
