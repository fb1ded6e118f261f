import type { Step } from '../contract';
import { fields, jitterStep, lazyAndActive } from './endingSteps';
import type { ExpirationValues } from './parameters';
import { conditions, plainSet, sliding, together } from './settingSteps';

/** First how a TTL is set and kept, then how lives end. */
export const steps: readonly Step<ExpirationValues>[] = [
  together,
  plainSet,
  sliding,
  conditions,
  jitterStep,
  lazyAndActive,
  fields,
];
