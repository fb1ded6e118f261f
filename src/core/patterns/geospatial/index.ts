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
  id: 'geospatial',
  title: 'Geospatial search',
  summary: 'Who is near, while everybody moves.',
  group: 'more',
  icon: 'location',
  parameters,
  variants: [{ id: 'geo', title: 'Sorted set of places', requires: [] }],
  ownedKeys: [
    { name: 'drivers', type: 'zset', holds: 'the place of each driver' },
    { name: 'seen', type: 'zset', holds: 'when each driver was last heard of' },
    { name: 'experiment:*', type: 'hash, zset', holds: 'the two lanes of the experiment' },
  ],
  lesson,
  snippets,
  bytes: ({ drivers }) => 300 * drivers,
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
