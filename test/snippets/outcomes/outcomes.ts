import { analytics } from './analytics';
import { cacheAside } from './cacheAside';
import { counters } from './counters';
import { expiration } from './expiration';
import { geospatial } from './geospatial';
import { inventory } from './inventory';
import { leaderboard } from './leaderboard';
import { memory } from './memory';
import { messaging } from './messaging';
import { naming } from './naming';
import type { Outcome } from './outcome';
import { pipelines } from './pipelines';
import { rateLimiting } from './rateLimiting';
import { search } from './search';
import { session } from './session';
import { template } from './template';
import { transactions } from './transactions';

/** One for each pattern, shared by all languages. */
export const outcomes: readonly Outcome[] = [
  template,
  analytics,
  cacheAside,
  counters,
  expiration,
  geospatial,
  inventory,
  leaderboard,
  memory,
  messaging,
  naming,
  pipelines,
  rateLimiting,
  search,
  session,
  transactions,
];
