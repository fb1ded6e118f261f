import type { Comparison } from '../contract';
import traditional from './traditional.sql?text';

const REDIS = `EVALSHA <gcra> 1 rl:{ada}:search 100 100 60000 1
1) (integer) 1       # allowed
2) (integer) 99      # left
3) (integer) 0       # milliseconds until it is allowed
4) (integer) 600     # milliseconds until all are free
`;

export const comparison: Comparison = {
  traditional: { title: 'A row for each request', code: traditional },
  redis: { title: 'One script, one key', code: REDIS },
  costs: [
    {
      operation: 'One decision',
      traditional: 'a lock, a count over the window, an insert, a commit',
      redis: 'one script call, O(1); O(log N) for a log',
    },
    {
      operation: 'A refused request',
      traditional: 'costs as much as an admitted one',
      redis: 'reads and writes nothing',
    },
    {
      operation: 'What is kept for a client',
      traditional: 'a row and an index entry for each request',
      redis: '72 bytes (GCRA), 136 (bucket), about 52 for each request (a log of 100)',
    },
    {
      operation: 'Cleaning up',
      traditional: 'a job that deletes old rows',
      redis: 'the TTL, set by the write itself',
    },
    {
      operation: 'Many application servers',
      traditional: 'all wait for the same rows',
      redis: 'each client is one key; the clock is that of the server',
    },
  ],
};
