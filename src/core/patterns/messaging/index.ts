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
  id: 'messaging',
  title: 'Pub/sub and streams',
  summary: 'News for whoever listens just now, and work that nobody may lose.',
  group: 'more',
  icon: 'broadcast',
  parameters,
  variants: [{ id: 'core', title: 'A channel and a stream', requires: [] }],
  ownedKeys: [
    { name: 'orders', type: 'stream', holds: 'orders to be packed, and who has which' },
    { name: 'packed', type: 'hash', holds: 'how many orders each worker packed' },
    { name: 'experiment:*', type: 'stream', holds: 'the right lane of the experiment; the other keeps nothing' },
  ],
  lesson,
  snippets,
  bytes: ({ orders }) => 60 * orders,
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
