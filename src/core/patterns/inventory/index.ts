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
  id: 'inventory',
  title: 'Real-time inventory',
  summary: 'Stock that many buy from at once: never sold twice, never refused while there is some.',
  group: 'useCase',
  icon: 'package',
  parameters,
  variants: [
    { id: 'json', title: 'JSON documents', requires: ['json'], written: 'json' },
    { id: 'hash', title: 'Hashes', requires: [], written: 'hash' },
  ],
  ownedKeys: [
    { name: '*:product:*', type: 'JSON, hash', holds: 'a product with its stock' },
    { name: '*:holds:*', type: 'zset', holds: 'orders at the checkout by when their holds end' },
    { name: '*:held:*', type: 'hash', holds: 'units held by order' },
    { name: '*:sold:*', type: 'string', holds: 'units sold' },
    { name: '*:order:*', type: 'string', holds: 'that an order was sold' },
    { name: '*:ledger', type: 'stream', holds: 'the last thousand sales' },
    { name: 'experiment:*', type: 'JSON, hash, string, stream', holds: 'the two lanes of the experiment' },
  ],
  lesson,
  snippets,
  bytes: ({ products }) => 300 * products,
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
});
