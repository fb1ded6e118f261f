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
  id: 'leaderboard',
  title: 'Leaderboard',
  summary: "Scores of many players, the best of them, and everybody's place, live.",
  group: 'useCase',
  icon: 'graph',
  parameters,
  variants: [{ id: 'sortedSet', title: 'Sorted sets', requires: [] }],
  ownedKeys: [
    { name: 'board:all', type: 'zset', holds: 'all-time score by player' },
    { name: 'board:day:*', type: 'zset', holds: 'points of one UTC day' },
    { name: 'board:week:*', type: 'zset', holds: 'points of one ISO week' },
    { name: 'board:last7days', type: 'zset', holds: 'the best hundred of the last seven days, for a minute' },
    { name: 'board:season', type: 'zset', holds: 'points and time in one score' },
    { name: 'points:season', type: 'hash', holds: 'points by player of the season' },
    { name: 'event:*', type: 'string', holds: 'that an event was counted' },
    { name: 'experiment:*', type: 'hash, zset', holds: 'the two lanes of the experiment' },
  ],
  lesson,
  snippets,
  bytes: ({ players }) => 160 * players,
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
