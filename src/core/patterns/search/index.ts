import { definePattern } from '../contract';
import { comparison } from './comparison';
import { experiment } from './experiment';
import { cleanUp } from './indexLife';
import lesson from './lesson.md?file';
import { live } from './live';
import { parameters } from './parameters';
import { scaffold } from './scaffold';
import snippets from './snippets?sources';
import { steps } from './steps';
import { view } from './view';

const FULL_TEXT = ['replies', 'index', 'write', 'query', 'search', 'page', 'facets', 'complete'];
const CORE = ['core', 'coreWrite', 'coreSearch', 'coreFacets', 'coreComplete'];

export const pattern = definePattern({
  id: 'search',
  title: 'Full-text search',
  summary: 'Products found by their words as one types, filtered, ranked, counted by category and completed.',
  group: 'useCase',
  icon: 'search',
  parameters,
  variants: [
    {
      id: 'searchJson',
      title: 'Search over JSON',
      requires: ['search', 'searchSuggestions', 'json'],
      regions: FULL_TEXT,
      written: 'json',
      prefix: 'json',
    },
    {
      id: 'searchHash',
      title: 'Search over hashes',
      requires: ['search', 'searchSuggestions'],
      regions: FULL_TEXT,
      written: 'hash',
      prefix: 'hash',
    },
    { id: 'invertedIndex', title: 'Inverted index on core types', requires: [], regions: CORE, prefix: 'core' },
  ],
  ownedKeys: [
    { name: 'json:product:*', type: 'ReJSON-RL', holds: 'a product, indexed by Search' },
    { name: 'json:suggestions', type: 'trietype0', holds: 'names to complete' },
    { name: 'json:lastId', type: 'string', holds: 'the highest id given out' },
    { name: 'hash:product:*', type: 'hash', holds: 'a product, indexed by Search' },
    { name: 'hash:suggestions', type: 'trietype0', holds: 'names to complete' },
    { name: 'hash:lastId', type: 'string', holds: 'the highest id given out' },
    { name: 'core:product:*', type: 'hash', holds: 'a product and what is indexed of it' },
    { name: 'core:idx:*', type: 'zset', holds: 'ids of the products that have the word, by weight' },
    { name: 'core:prices:*', type: 'zset', holds: 'ids of the category, by price' },
    { name: 'core:words', type: 'zset', holds: 'all words in alphabetical order' },
    { name: 'core:lastId', type: 'string', holds: 'the highest id given out' },
    { name: 'experiment:*', type: 'ReJSON-RL, hash, zset, set', holds: 'the two lanes of the experiment' },
    { name: 'moved:*', type: 'ReJSON-RL, hash', holds: 'products on their way out, while they are cleaned up' },
  ],
  lesson,
  snippets,
  bytes: ({ documents }) => 2200 * documents,
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  view,
  cleanUp,
});
