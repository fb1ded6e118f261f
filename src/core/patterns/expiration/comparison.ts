import type { Comparison } from '../contract';
import traditional from './traditional.sql?text';

export const comparison: Comparison = {
  traditional: { title: 'A column and a job that deletes', code: traditional },
  redis: {
    title: 'A TTL with each write',
    code: `SET temp:token "value" EX 3600
GETEX temp:token EX 3600
SET temp:token "other" KEEPTTL
EXPIRE temp:token 7200 GT
HEXPIRE user:42:devices 86400 FIELDS 1 phone
`,
  },
  costs: [
    { operation: 'Set with its end', traditional: 'one insert, one index entry', redis: 'SET … EX, O(1)' },
    { operation: 'Read what is valid', traditional: 'a condition in every query', redis: 'GET: nil once it is over' },
    { operation: 'Prolong on use', traditional: 'an update for each read', redis: 'GETEX, O(1), one round trip' },
    {
      operation: 'Clean up',
      traditional: 'a job, DELETE with an index range',
      redis: 'nobody: when read, and by sampling',
    },
  ],
};
