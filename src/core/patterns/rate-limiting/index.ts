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
  id: 'rate-limiting',
  title: 'Rate limiting',
  summary: 'So many requests of each client in a time, decided in one round trip by five algorithms.',
  group: 'useCase',
  icon: 'dashboard',
  prefix: 'ratelimit',
  parameters,
  variants: [
    { id: 'gcra', title: 'GCRA', requires: [], regions: ['gcra', 'cost'] },
    { id: 'tokenBucket', title: 'Token bucket', prefix: 'token', requires: [], regions: ['tokenBucket'] },
    { id: 'slidingLog', title: 'Sliding window log', requires: [], regions: ['slidingLog'] },
    { id: 'slidingCounter', title: 'Sliding window counter', requires: [], regions: ['slidingCounter'] },
    { id: 'fixedWindow', title: 'Fixed window', requires: [], regions: ['fixedWindow'] },
  ],
  ownedKeys: [
    { name: '{client}:gcra', type: 'string', holds: 'the time up to which the requests are paid for' },
    { name: '{client}:bucket', type: 'hash', holds: 'tokens, and when they were counted' },
    { name: '{client}:log', type: 'zset', holds: 'admitted requests by time' },
    { name: '{client}:counter:*', type: 'string', holds: 'requests of one window' },
    { name: '{client}:window', type: 'string', holds: 'requests of the window that goes on' },
    { name: 'decisions:*', type: 'stream', holds: 'what became of requests, for the view only' },
    { name: 'experiment:*', type: 'string, hash, zset', holds: 'the two lanes of the experiment' },
  ],
  lesson,
  snippets,
  bytes: ({ clients, limit }) => clients * (2000 + 200 * limit),
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
