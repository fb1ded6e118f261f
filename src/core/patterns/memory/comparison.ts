import type { Comparison } from '../contract';
import traditional from './traditional.txt?text';

export const comparison: Comparison = {
  traditional: { title: 'A key for each field', code: traditional },
  redis: {
    title: 'A hash, and a look at what it takes',
    code: `HSET user:1000 name "Ann" email "ann@example.com" city "Bern" plan "free" since "2024-05-01"
MEMORY USAGE user:1000 SAMPLES 0
OBJECT ENCODING user:1000
CONFIG GET hash-max-listpack-*
INFO memory
`,
  },
  costs: [
    { operation: 'Bytes for a user of five fields', traditional: '404', redis: '163 in a hash, 173 as JSON' },
    { operation: 'Bytes for a counter', traditional: '68 as a key', redis: '5 in hashes of 100' },
    { operation: 'Read one field', traditional: 'GET, O(1)', redis: 'HGET, O(1); in a listpack O(fields)' },
    { operation: 'Expire', traditional: 'a TTL for each field', redis: 'one for all; per field since 7.4' },
  ],
};
