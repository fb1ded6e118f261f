import type { Comparison } from '../contract';
import traditional from './traditional.sql?text';

const REDIS = `PUBLISH news "price of sku-1 changed"
XADD orders MAXLEN ~ 100000 * order 4711 sku sku-1
XREADGROUP GROUP packing ann COUNT 10 BLOCK 5000 STREAMS orders >
XACK orders packing 1764000000000-0
XAUTOCLAIM orders packing bob 60000 0 COUNT 50
`;

export const comparison: Comparison = {
  traditional: { title: 'A table that workers poll', code: traditional },
  redis: { title: 'A channel for news, a stream for work', code: REDIS },
  costs: [
    {
      operation: 'Tell all servers of a change',
      traditional: 'each polls, or holds a database connection to listen',
      redis: 'PUBLISH, O(subscribers)',
    },
    { operation: 'Add work', traditional: 'a row, an index entry and a log write', redis: 'XADD, O(1)' },
    {
      operation: 'Hand it to one worker',
      traditional: 'a locking query for each batch, also when there is nothing',
      redis: 'XREADGROUP, O(entries); BLOCK waits on the server',
    },
    {
      operation: 'A worker that crashed',
      traditional: 'a time stamp, and a query that looks for old ones',
      redis: 'XAUTOCLAIM, O(entries)',
    },
    {
      operation: 'Read again what was',
      traditional: 'gone when it was deleted',
      redis: 'XRANGE by time, as far as it is kept',
    },
  ],
};
