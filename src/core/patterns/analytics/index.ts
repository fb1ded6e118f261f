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
  id: 'analytics',
  title: 'Real-time analytics',
  summary: 'Views, pages, visitors and metrics, counted as they happen and read at once.',
  group: 'useCase',
  icon: 'graph-line',
  parameters,
  variants: [
    { id: 'timeSeries', title: 'TimeSeries', requires: ['timeSeries'], regions: ['series'] },
    { id: 'buckets', title: 'Hashes and sorted sets', requires: [], regions: ['samples'] },
  ],
  ownedKeys: [
    { name: 'minute:*', type: 'hash', holds: 'counters of one minute, UTC' },
    { name: 'hour:*', type: 'hash', holds: 'counters of one hour, UTC' },
    { name: 'pages:*', type: 'zset', holds: 'views by page of one hour, capped' },
    { name: 'top:pages', type: 'zset', holds: 'the most viewed pages of two hours, for ten seconds' },
    { name: 'visitors:*', type: 'string', holds: 'HyperLogLog of the visitors of one day, or of a week' },
    { name: '*:samples:*', type: 'hash', holds: 'samples of a metric by second, five minutes of them' },
    { name: '*:series', type: 'TSDB-TYPE', holds: 'samples of a metric' },
    { name: '*:means', type: 'TSDB-TYPE', holds: "the mean of each minute's samples" },
    { name: 'experiment:*', type: 'zset, hash, TSDB-TYPE', holds: 'the two lanes of the experiment' },
  ],
  lesson,
  snippets,
  bytes: () => 1_000_000,
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
