import { asNumber } from '../../redis/reply';
import { definePattern } from '../contract';
import { readAll } from '../kit/read';
import { comparison } from './comparison';
import { experiment } from './experiment';
import lesson from './lesson.md?file';
import { live } from './live';
import { parameters } from './parameters';
import { scaffold } from './scaffold';
import snippets from './snippets?sources';
import { steps } from './steps';

/** A pattern to copy: visits counted per page. Small, and whole: it passes the same conformance suite as all others. */
export const pattern = definePattern({
  id: 'template',
  title: 'Visit counter',
  summary: 'Counts the visits of pages.',
  group: 'more',
  icon: 'symbol-number',
  parameters,
  variants: [{ id: 'hash', title: 'Hash', requires: [] }],
  ownedKeys: [
    { name: 'visits', type: 'hash', holds: 'visits by page' },
    { name: 'experiment:*', type: 'string', holds: 'the two lanes of the experiment' },
  ],
  lesson,
  snippets,
  bytes: ({ pages }) => 100 * pages,
  scaffold,
  steps,
  live,
  experiment,
  comparison,
  async view(context) {
    const [pages] = await readAll(context, [['HLEN', context.keys.of('visits')]]);
    if (!pages) return [];
    const figures = [{ label: 'Pages', value: asNumber(pages.reply), source: pages.source }];
    return [{ kind: 'figures', title: 'Visits', figures }];
  },
});
