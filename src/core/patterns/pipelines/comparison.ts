import type { Comparison } from '../contract';
import traditional from './traditional.sql?text';

export const comparison: Comparison = {
  traditional: { title: 'A statement for each row', code: traditional },
  redis: {
    title: 'Many commands, one round trip',
    // Typed together, redis-cli sends one by one; with --pipe it does not wait.
    code: `SET key1 val1 EX 3600
SET key2 val2 EX 3600
MSET key1 val1 key2 val2 key3 val3
# many at once: redis-cli --pipe < commands.txt
`,
  },
  costs: [
    { operation: 'N writes, one by one', traditional: 'N round trips, N commits', redis: 'N round trips' },
    { operation: 'N writes, pipelined', traditional: 'rarely offered by drivers', redis: 'N / batch round trips' },
    { operation: 'N values in one command', traditional: 'one INSERT of N rows', redis: 'MSET: one, without TTLs' },
    { operation: 'Decide in between', traditional: 'a stored procedure', redis: 'a script: one round trip' },
  ],
};
