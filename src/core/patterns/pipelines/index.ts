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
  id: 'pipelines',
  title: 'Pipelines',
  summary: 'Many commands in few round trips: the network is waited for less often.',
  group: 'bestPractice',
  icon: 'arrow-swap',
  parameters,
  variants: [{ id: 'strings', title: 'Strings', requires: [] }],
  ownedKeys: [
    { name: 'value:*', type: 'string', holds: 'the values that are written' },
    { name: 'measured', type: 'hash', holds: 'what each way took when it last ran' },
    { name: 'live', type: 'hash', holds: 'writes and round trips of the traffic' },
    { name: 'text', type: 'string', holds: 'what a pipeline wrote around a refused command' },
    { name: 'list', type: 'list', holds: 'what INCR refuses to count up' },
    { name: 'experiment:*', type: 'string', holds: 'the two lanes of the experiment' },
  ],
  lesson,
  snippets,
  bytes: ({ commands }) => 200 * commands,
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
