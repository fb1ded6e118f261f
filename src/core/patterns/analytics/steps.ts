import type { Step } from '../contract';
import { countEvent, flushOnce, lastHour } from './countingSteps';
import type { AnalyticsValues } from './parameters';
import { topPages, uniqueVisitors } from './readingSteps';
import { retention } from './retentionStep';
import { meansInClient, sampleInBuckets, sampleInSeries } from './sampleSteps';
import { byLabels, compaction, meansOnServer } from './seriesSteps';

/** In the order in which a dashboard grows: count, read, measure, then keep it small and quick. */
export const steps: readonly Step<AnalyticsValues>[] = [
  countEvent,
  lastHour,
  topPages,
  uniqueVisitors,
  sampleInBuckets,
  meansInClient,
  sampleInSeries,
  meansOnServer,
  compaction,
  byLabels,
  retention,
  flushOnce,
];
