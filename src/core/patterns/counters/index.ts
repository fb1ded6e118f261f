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
  id: 'counters',
  title: 'Counters and unique counts',
  summary: 'How many, and how many different ones, without losing any.',
  group: 'more',
  icon: 'symbol-number',
  parameters,
  variants: [{ id: 'core', title: 'Strings, hashes and bits', requires: [] }],
  ownedKeys: [
    { name: 'visits', type: 'string', holds: 'how many visits there were' },
    { name: 'downloads', type: 'string', holds: 'free downloads in eight bits, held to a limit' },
    { name: 'per-visitor:*', type: 'hash', holds: 'visits of a hundred visitors' },
    { name: 'visitors:estimate', type: 'string', holds: 'who came, as a HyperLogLog' },
    { name: 'visitors:members', type: 'set', holds: 'who came, by name' },
    { name: 'visitors:bits', type: 'string', holds: 'who came, a bit for each id' },
    { name: 'experiment:*', type: 'string, set', holds: 'the two lanes of the experiment' },
  ],
  lesson,
  snippets,
  bytes: ({ visitors }) => 120 * visitors,
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
