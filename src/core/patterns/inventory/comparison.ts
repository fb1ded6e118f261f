import type { Comparison } from '../contract';
import traditional from './traditional.sql?text';

const REDIS = `EVALSHA <buy> 6 product:sku-1 holds:sku-1 held:sku-1 sold:sku-1 order:4711 ledger hash 4711 sku-1 1 600 0
EVALSHA <reserve> 4 product:sku-1 holds:sku-1 held:sku-1 order:4712 hash 4712 2 20000 0
EVALSHA <confirm> 5 holds:sku-1 held:sku-1 sold:sku-1 order:4712 ledger 4712 sku-1 600 0
`;

export const comparison: Comparison = {
  traditional: { title: 'A row per product, locked while it is bought', code: traditional },
  redis: { title: 'One script per purchase', code: REDIS },
  costs: [
    {
      operation: 'Buy',
      traditional: 'a row lock for three statements and a commit; buyers of one product wait for each other',
      redis: 'one round trip, O(1)',
    },
    {
      operation: 'Sold out',
      traditional: 'the same lock, only to learn it',
      redis: 'one read in the script, nothing written',
    },
    {
      operation: 'Hold for checkout',
      traditional: 'a table of holds and a job that looks for those too late',
      redis: 'a sorted set by end; the next buyer frees them, O(log N)',
    },
    {
      operation: 'Several products',
      traditional: 'locks in a fixed order, or deadlocks',
      redis: 'one script, all keys in one slot',
    },
    {
      operation: 'Durability',
      traditional: 'written to disk before it is answered',
      redis: 'up to a second of sales may be lost: keep the ledger elsewhere',
    },
  ],
};
