import type { Comparison } from '../contract';
import traditional from './traditional.sql?text';

const REDIS = `GET {product:4711}:value
SET {product:4711}:lock 5f2c NX PX 3000
EVALSHA <fill> 2 {product:4711}:value {product:4711}:version 7 "…" 28417
UNLINK {product:4711}:value
INCR {product:4711}:version
`;

export const comparison: Comparison = {
  traditional: { title: 'The database each time, or a copy of everything', code: traditional },
  redis: { title: 'A copy of what is asked for, for as long as it is', code: REDIS },
  costs: [
    { operation: 'Read what was read before', traditional: 'a query, an index, a join', redis: 'GET, O(1)' },
    {
      operation: 'Read what nobody has read',
      traditional: 'a query',
      redis: 'a query, and five commands around it',
    },
    {
      operation: 'Many want it when it has just expired',
      traditional: 'as many queries',
      redis: 'one query; the others wait',
    },
    { operation: 'After a change', traditional: 'right at once', redis: 'right once it was dropped: UNLINK and INCR' },
  ],
};
