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
  id: 'cache-aside',
  title: 'Cache-aside',
  summary: 'A copy of what is read often, without stampedes and without old values that come back.',
  group: 'more',
  icon: 'zap',
  parameters,
  variants: [{ id: 'strings', title: 'Strings with a life', requires: [] }],
  ownedKeys: [
    { name: 'database', type: 'hash', holds: 'what stands for the database: prices by product' },
    { name: 'asked', type: 'string', holds: 'how often it was asked' },
    { name: '*:value', type: 'string', holds: 'a cached price; empty for a product that there is not' },
    { name: '*:lock', type: 'string', holds: 'who loads it just now' },
    { name: '*:version', type: 'string', holds: 'how often it was dropped' },
    { name: '*experiment:*', type: 'hash, string', holds: 'the two lanes of the experiment' },
  ],
  lesson,
  snippets,
  bytes: ({ products }) => 200 * products,
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
