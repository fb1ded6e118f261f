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
  id: 'memory',
  title: 'Memory',
  summary:
    'What keys take, which shape takes least, where compact encodings end, and what is evicted when memory is full.',
  group: 'bestPractice',
  icon: 'server',
  parameters,
  variants: [{ id: 'shapes', title: 'Keys, hashes and JSON strings', requires: [] }],
  ownedKeys: [
    { name: 'flat:*', type: 'string', holds: 'one field of a user' },
    { name: 'hash:*', type: 'hash', holds: 'a user' },
    { name: 'json:*', type: 'string', holds: 'a user as JSON' },
    { name: 'skewed', type: 'hash', holds: 'few big fields among many small ones' },
    { name: 'limit:*', type: 'hash, zset, set', holds: 'what was made one element too big' },
    { name: 'counter:*', type: 'string', holds: 'a counter' },
    { name: 'counters:*', type: 'hash', holds: 'a hundred counters' },
    { name: 'experiment:*', type: 'string, hash', holds: 'the two lanes of the experiment' },
  ],
  lesson,
  snippets,
  bytes: ({ entities, fields, valueBytes }) => entities * (200 + fields * (220 + 3 * valueBytes)),
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
