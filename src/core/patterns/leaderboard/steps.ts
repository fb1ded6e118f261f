import type { ParameterValues } from '../parameters';
import type { Step } from '../contract';
import type { parameters } from './parameters';
import { aroundOne, percentileOf, placeOf, placesRange, topPlayers } from './readingSteps';
import { countOnce, lastSevenDays, periodBoards, ties } from './writingSteps';

/** In the order in which a board grows: count, read the top, read one's own place, then periods and ties. */
export const steps: readonly Step<ParameterValues<typeof parameters>>[] = [
  countOnce,
  topPlayers,
  placeOf,
  aroundOne,
  placesRange,
  percentileOf,
  periodBoards,
  ties,
  lastSevenDays,
];
