import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';

export const parameters = {
  pages: {
    kind: 'number',
    title: 'Pages',
    description: 'How many pages the site has.',
    default: 200,
    min: 10,
    max: 10_000,
  },
  visitors: {
    kind: 'number',
    title: 'Visitors',
    description: 'How many different visitors come by.',
    default: 2000,
    min: 10,
    max: 100_000,
  },
  kept: {
    kind: 'number',
    title: 'Pages kept',
    description: 'How many pages of an hour are kept when it is cut; at most twice as many are there at any time.',
    default: 50,
    min: 10,
    max: 500,
    unit: 'pages',
  },
  top: {
    kind: 'number',
    title: 'Shown',
    description: 'How many of the most viewed pages are shown.',
    default: 10,
    min: 3,
    max: 20,
    unit: 'pages',
  },
} as const satisfies ParameterSpecs;

export type AnalyticsValues = ParameterValues<typeof parameters>;
export type AnalyticsContext = PatternContext<AnalyticsValues>;
