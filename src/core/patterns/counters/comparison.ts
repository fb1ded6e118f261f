import type { Comparison } from '../contract';
import traditional from './traditional.sql?text';

const REDIS = `INCR visits
PFADD visitors:2026-11-23 user:4711
PFCOUNT visitors:2026-11-23
SETBIT came:2026-11-23 4711 1
BITCOUNT came:2026-11-23
`;

export const comparison: Comparison = {
  traditional: { title: 'A row that counts, and a table of visits', code: traditional },
  redis: { title: 'A number, a HyperLogLog, a bitmap', code: REDIS },
  costs: [
    {
      operation: 'Count a visit',
      traditional: 'a row lock and a log write; all wait for one row',
      redis: 'INCR, O(1)',
    },
    {
      operation: 'Unique visitors of a day',
      traditional: 'reads and sorts the visits of the day',
      redis: 'PFCOUNT, O(1), in at most 12 kB and a header',
    },
    {
      operation: 'Who came on both days',
      traditional: 'a join of two days',
      redis: 'BITOP AND, O(bytes)',
    },
    {
      operation: 'A counter for each user',
      traditional: 'a row each',
      redis: 'HINCRBY in hashes of a hundred: 5 bytes each, measured',
    },
  ],
};
