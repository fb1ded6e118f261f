import type { Comparison } from '../contract';
import traditional from './traditional.sql?text';

export const comparison: Comparison = {
  traditional: { title: 'A transaction with locks', code: traditional },
  redis: {
    title: 'MULTI, WATCH, or a script',
    code: `MULTI
DECRBY {bank}:balance:amy 100
INCRBY {bank}:balance:ben 100
EXEC

# where the balance decides, on a connection of one's own
WATCH {bank}:balance:amy
GET {bank}:balance:amy
MULTI
DECRBY {bank}:balance:amy 100
INCRBY {bank}:balance:ben 100
EXEC
`,
  },
  costs: [
    { operation: 'Two changes together', traditional: 'locks, log, commit', redis: 'MULTI … EXEC, one round trip' },
    { operation: 'Change if enough', traditional: 'a lock held over a round trip', redis: 'a script, one round trip' },
    {
      operation: 'The same, optimistic',
      traditional: 'a version column',
      redis: 'WATCH: about as many attempts as writers',
    },
    { operation: 'An error half way', traditional: 'ROLLBACK', redis: 'nothing is taken back' },
  ],
};
