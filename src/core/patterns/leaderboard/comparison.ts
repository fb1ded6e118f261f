import type { Comparison } from '../contract';
import traditional from './traditional.sql?text';

const REDIS = `ZINCRBY board:all 100 player_41
ZRANGE board:all 0 9 REV WITHSCORES
ZSCORE board:all player_41
ZCOUNT board:all (1500 +inf
`;

export const comparison: Comparison = {
  traditional: { title: 'A table with an index on the score', code: traditional },
  redis: { title: 'One sorted set', code: REDIS },
  costs: [
    {
      operation: 'Add points',
      traditional: 'a row lock, two index entries, a log write',
      redis: 'ZINCRBY, O(log N)',
    },
    {
      operation: 'Best ten',
      traditional: 'index scan of ten rows: cheap here too',
      redis: 'ZRANGE … REV, O(log N + 10)',
    },
    {
      operation: 'Place of a player',
      traditional: 'counts every better row: O(rank)',
      redis: 'ZREVRANK or ZCOUNT, O(log N)',
    },
    {
      operation: 'Players around one',
      traditional: 'window function over the whole table, or two queries',
      redis: 'one script: rank and range, O(log N + k)',
    },
    {
      operation: 'A new period',
      traditional: 'delete or partition',
      redis: 'a new key with a TTL',
    },
  ],
};
