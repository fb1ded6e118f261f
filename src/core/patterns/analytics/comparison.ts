import type { Comparison } from '../contract';
import traditional from './traditional.sql?text';

const REDIS = `HINCRBY minute:202611301405 views 1
ZINCRBY pages:2026113014 1 /products
PFADD visitors:20261130 visitor-17
HSET cpu:samples:1796047500 1796047512 75.5

HGET minute:202611301405 views
ZRANGE pages:2026113014 0 9 REV WITHSCORES
PFCOUNT visitors:20261130
TS.RANGE cpu:series - + AGGREGATION avg 60000
`;

export const comparison: Comparison = {
  traditional: { title: 'A table of counts, and one of events', code: traditional },
  redis: { title: 'Counters in buckets of time', code: REDIS },
  costs: [
    {
      operation: 'Count a view',
      traditional: 'a lock on the row that everybody counts in, a log write',
      redis: 'one script, O(log N) for the page, O(1) for the rest',
    },
    {
      operation: 'Views of the last hour',
      traditional: 'index scan over the rows of the hour, all pages',
      redis: 'one round trip for 60 hash fields',
    },
    {
      operation: 'Most viewed pages',
      traditional: 'GROUP BY and sort',
      redis: 'ZRANGE … REV, O(log N + 10)',
    },
    {
      operation: 'Unique visitors',
      traditional: 'COUNT(DISTINCT …): every event of the period',
      redis: 'PFCOUNT, at most 12 kB a day; standard error 0.81 %',
    },
    {
      operation: 'Forget what is old',
      traditional: 'delete or drop a partition, by a job',
      redis: 'the TTL of the bucket',
    },
  ],
};
