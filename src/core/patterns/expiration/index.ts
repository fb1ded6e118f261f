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
  id: 'expiration',
  title: 'Expiration',
  summary: 'Temporary data goes by itself: TTLs that are set with the value, kept, prolonged and spread.',
  group: 'bestPractice',
  icon: 'watch',
  parameters,
  variants: [
    { id: 'fields', title: 'Keys and fields that expire', requires: ['hashFieldTtl'], regions: ['fields'] },
    { id: 'keys', title: 'Keys that expire', requires: [] },
  ],
  ownedKeys: [
    { name: 'page:*', type: 'string', holds: 'a cached page' },
    { name: 'token', type: 'string', holds: 'a token that is set, kept and prolonged' },
    { name: 'conditions', type: 'string', holds: 'a key whose TTL is changed under conditions' },
    { name: 'short:*', type: 'string', holds: 'keys of a fifth of a second' },
    { name: 'devices', type: 'hash', holds: 'devices, each field with a TTL of its own' },
    { name: 'experiment:*', type: 'string', holds: 'the two lanes of the experiment' },
  ],
  lesson,
  snippets,
  bytes: ({ pages }) => 250 * pages,
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
