import type { Step } from '../contract';
import type { ParameterValues } from '../parameters';
import { algorithmSteps } from './algorithmSteps';
import { boundary } from './boundaryStep';
import { cost, eachItsOwn, refused, retryAfter, serverTime, useUp } from './limitSteps';
import type { parameters } from './parameters';

/** First the algorithm that was chosen, then what they all have to keep to. */
export const steps: readonly Step<ParameterValues<typeof parameters>>[] = [
  ...algorithmSteps,
  useUp,
  refused,
  retryAfter,
  boundary,
  cost,
  eachItsOwn,
  serverTime,
];
