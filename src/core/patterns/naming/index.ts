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
  id: 'naming',
  title: 'Naming',
  summary: 'Names that can be browsed, that keep together what changes together, and that cost little.',
  group: 'bestPractice',
  icon: 'symbol-key',
  parameters,
  variants: [{ id: 'paths', title: 'Paths with tags', requires: [] }],
  ownedKeys: [
    { name: '{user:*}:profile', type: 'string', holds: 'a profile' },
    { name: '{user:*}:cart', type: 'string', holds: 'how many things are in the cart' },
    { name: '{user:*}:sessions', type: 'set', holds: 'ids of the sessions' },
    { name: '{user:*}:session:*', type: 'string', holds: 'a session' },
    { name: 'n*', type: 'string', holds: 'one value under names of different lengths' },
    { name: '{experiment.*}', type: 'string', holds: 'a lane of the experiment, without a tag of its own' },
    { name: '{user:*}:x:*', type: 'string', holds: 'the other lane' },
  ],
  lesson,
  snippets,
  bytes: ({ users, sessions }) => users * (400 + 300 * sessions),
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
