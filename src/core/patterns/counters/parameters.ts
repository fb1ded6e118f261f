import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';

export const parameters = {
  visitors: {
    kind: 'number',
    title: 'Visitors',
    description: 'How many different people come to the site, with ids from 0 on.',
    default: 5000,
    min: 10,
    max: 200_000,
  },
  limit: {
    kind: 'number',
    title: 'Limit of the bounded counter',
    description: 'What the counter of free downloads ends at, however many ask.',
    default: 50,
    min: 1,
    max: 255,
  },
} as const satisfies ParameterSpecs;

export type CounterValues = ParameterValues<typeof parameters>;
export type CounterContext = PatternContext<CounterValues>;
