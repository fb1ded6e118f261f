import type { LabLive, LabPattern } from '../../../src/protocol/lab';
import { pattern } from './labHost';

/** A pattern with a search box. */
export const searching: LabPattern = {
  ...pattern,
  parameters: {
    ...pattern.parameters,
    query: {
      ...{ kind: 'text', title: 'Search', description: 'What is searched for.', default: 'lap', maxLength: 100 },
      immediate: true,
    },
  },
};

const source = (at: number) => ({ command: 'HGETALL redis-patterns:demo', at });

/** One block of each form that the leaderboard does not have. */
export function forms(now: number): LabLive {
  const times = Array.from({ length: 60 }, (_, index) => now - (60 - index) * 1000);
  const spread = Array.from({ length: 30 }, (_, index) => now - index * 300).reverse();
  return {
    readAt: now,
    keys: [],
    blocks: [
      {
        ...{ kind: 'chart', title: 'Page views', unit: 'views', shape: 'bars', times, source: source(now) },
        series: [{ label: 'Views', values: times.map((_, index) => (index * 7) % 23) }],
      },
      {
        ...{ kind: 'chart', title: 'CPU', unit: '%', shape: 'line', times, source: source(now) },
        series: [
          { label: 'web-1', values: times.map((_, index) => 40 + 20 * Math.sin(index / 6)) },
          { label: 'web-2', values: times.map((_, index) => (index < 10 ? null : 30 + 10 * Math.cos(index / 4))) },
        ],
      },
      {
        ...{ kind: 'parts', title: 'Stock of sku-1', unit: 'units', total: 100, source: source(now) },
        parts: [
          { label: 'Available', value: 55, tone: 'good' },
          { label: 'Held', value: 15 },
          { label: 'Sold', value: 30 },
        ],
      },
      {
        ...{ kind: 'cards', title: 'Sessions', source: source(now) },
        cards: ['anna', 'zoe'].map((user, index) => ({
          ...{ id: user, title: `session of ${user}`, life: { leftMs: 40_000 - index * 35_000, ofMs: 60_000 } },
          fields: [
            { name: 'user', value: user },
            { name: 'cart', value: 3 + index },
            { name: 'otp', value: '491 822', life: { leftMs: 12_000, ofMs: 30_000 } },
          ],
        })),
      },
      {
        ...{ kind: 'timeline', title: 'The last 10 s', from: now - 10_000, to: now, source: source(now) },
        marks: spread.map((at, index) =>
          index % 3 === 0
            ? { at, label: 'refused', count: 1, tone: 'bad' }
            : { at, label: 'admitted', count: 2, tone: 'good' },
        ),
      },
      {
        ...{ kind: 'results', title: 'Products', total: 17, source: source(now) },
        hits: [
          {
            ...{ id: 'p1', score: 2.5 },
            title: [{ text: 'Lap', marked: true }, { text: 'top 15' }],
            detail: [{ text: 'A <b>light</b> ' }, { text: 'lap', marked: true }, { text: 'top for travel' }],
          },
        ],
        suggestions: { parameter: 'query', texts: ['laptop', 'laptop stand'], source: source(now) },
      },
    ],
  };
}
