import type { Comparison } from '../contract';
import traditional from './traditional.sql?text';

const REDIS = `GEOADD drivers 24.9523 60.1701 driver:000017
ZADD seen 1763884800000 driver:000017
GEOSEARCH drivers FROMLONLAT 24.9414 60.1719 BYRADIUS 2 km ASC COUNT 10 WITHDIST
`;

export const comparison: Comparison = {
  traditional: { title: 'A table with two indexes', code: traditional },
  redis: { title: 'One sorted set of places', code: REDIS },
  costs: [
    {
      operation: 'A driver moves',
      traditional: 'a new row version, index entries, a log write',
      redis: 'GEOADD, O(log N)',
    },
    {
      operation: 'The nearest ten',
      traditional: 'every row in the box, then sorted',
      redis: 'GEOSEARCH, O(N + log M): N in the cells around, M in all',
    },
    {
      operation: 'Who is silent',
      traditional: 'an index on the time',
      redis: 'ZRANGE … BYSCORE on the set of times, O(log M + k)',
    },
  ],
};
