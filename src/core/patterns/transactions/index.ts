import { definePattern } from '../contract';
import { comparison } from './comparison';
import { experiment } from './experiment';
import lesson from './lesson.md?file';
import { live } from './live';
import { parameters } from './parameters';
import { scaffold } from './scaffold';
import snippets from './snippets?sources';
import { steps } from './steps';
import { view } from './view';

export const pattern = definePattern({
  id: 'transactions',
  title: 'Transactions',
  summary: 'Changes that belong together: MULTI, optimistic locking, scripts, and what is never rolled back.',
  group: 'bestPractice',
  icon: 'lock',
  parameters,
  variants: [{ id: 'strings', title: 'Balances', requires: [] }],
  ownedKeys: [
    { name: 'balance:*', type: 'string', holds: 'what somebody has' },
    { name: 'opened', type: 'string', holds: 'what all accounts were opened with' },
    { name: 'pair:*', type: 'string', holds: 'two balances that the steps set' },
    { name: 'document', type: 'string', holds: 'a number that many change, each watching it' },
    { name: 'versioned', type: 'hash', holds: 'a value and its version, which many change' },
    { name: 'contention', type: 'hash', holds: 'how often they tried' },
    { name: 'text', type: 'string', holds: 'what a transaction with a mistake left' },
    { name: 'list', type: 'list', holds: 'what INCR refuses to count up' },
    { name: 'experiment:*', type: 'string', holds: 'the two lanes of the experiment' },
  ],
  lesson,
  snippets,
  bytes: ({ accounts }) => 200 * accounts,
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
