import type { Comparison } from '../contract';
import traditional from './traditional.py?text';

const REDIS = `MULTI
HSET sess:{8f3a} uid 7 name alice created 1790000000000 seen 1790000000000
PEXPIRE sess:{8f3a} 1800000
EXEC
EVALSHA <touch> 2 sess:{8f3a} sess:{8f3a}:cart 1800000 43200000
EVALSHA <cart> 2 sess:{8f3a} sess:{8f3a}:cart coffee 1 20
UNLINK sess:{8f3a} sess:{8f3a}:cart
`;

export const comparison: Comparison = {
  traditional: { title: 'A file or a row for each session', code: traditional },
  redis: { title: 'A hash with a TTL, and a hash for the cart', code: REDIS },
  costs: [
    {
      operation: 'A request',
      traditional: 'read the whole session, write the whole session',
      redis: 'one script: O(fields) to read, a TTL to write at most',
    },
    {
      operation: 'Two changes at once',
      traditional: 'the later one overwrites the earlier, unless rows are locked',
      redis: 'both are kept: each changes its own field on the server',
    },
    {
      operation: 'End what is not used',
      traditional: 'a job that looks at all sessions: O(sessions)',
      redis: 'the TTL: no job, and no work for sessions that are used',
    },
    {
      operation: 'Log out everywhere',
      traditional: 'an index on the user, then a delete of its rows: cheap here too',
      redis: 'a sorted set by user, then an UNLINK each: O(sessions of the user)',
    },
    {
      operation: 'A second web server',
      traditional: 'files have to be shared; a database is already',
      redis: 'all web servers ask the same Redis',
    },
  ],
};
