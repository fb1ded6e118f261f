// Written by `npm run registry` from the folders beside it; test/architecture checks that it is fresh.
import { pattern as analytics } from './analytics/index';
import { pattern as cacheAside } from './cache-aside/index';
import { pattern as counters } from './counters/index';
import { pattern as expiration } from './expiration/index';
import { pattern as geospatial } from './geospatial/index';
import { pattern as inventory } from './inventory/index';
import { pattern as leaderboard } from './leaderboard/index';
import { pattern as memory } from './memory/index';
import { pattern as messaging } from './messaging/index';
import { pattern as naming } from './naming/index';
import { pattern as pipelines } from './pipelines/index';
import { pattern as rateLimiting } from './rate-limiting/index';
import { pattern as search } from './search/index';
import { pattern as session } from './session/index';
import { pattern as transactions } from './transactions/index';

export const patternDefinitions = [
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
] as const;
