import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';

export const parameters = {
  orders: {
    kind: 'number',
    title: 'Orders',
    description: 'How many orders are in the stream to begin with, none of them read.',
    default: 200,
    min: 20,
    max: 50_000,
  },
  most: {
    kind: 'number',
    title: 'Kept at most',
    description: 'About how many entries the stream holds: the oldest go first, whether they were read or not.',
    default: 5000,
    min: 1000,
    max: 100_000,
  },
} as const satisfies ParameterSpecs;

export type MessagingValues = ParameterValues<typeof parameters>;
export type MessagingContext = PatternContext<MessagingValues>;
