// Written by `npm run registry` from the folders beside it; test/architecture checks that it is fresh.
import { pattern as leaderboard } from './leaderboard/index';

export const patternDefinitions = [leaderboard] as const;
