import type { Comparison } from '../contract';
import traditional from './traditional.txt?text';

export const comparison: Comparison = {
  traditional: { title: 'Names as they come', code: traditional },
  redis: {
    title: 'Names as paths, with a tag',
    code: `SET {user:123}:profile "…" EX 3600
SADD {user:123}:sessions abc
SET {user:123}:session:abc "…" EX 3600
SMEMBERS {user:123}:sessions
CLUSTER KEYSLOT {user:123}:profile
MEMORY USAGE {user:123}:profile
`,
  },
  costs: [
    { operation: 'Look through the keys', traditional: 'one long list', redis: 'a tree by namespace' },
    {
      operation: 'Change a user’s keys together',
      traditional: 'CROSSSLOT in a cluster',
      redis: 'one slot, one transaction',
    },
    { operation: 'List a user’s sessions', traditional: 'SCAN of all keys, O(N)', redis: 'SMEMBERS, O(sessions)' },
    { operation: 'Bytes per key', traditional: 'the name, each time', redis: 'the name, each time: keep it short' },
  ],
};
