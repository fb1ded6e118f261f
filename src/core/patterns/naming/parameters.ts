import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';

export const parameters = {
  users: {
    kind: 'number',
    title: 'Users',
    description: 'How many users have a profile, a cart and a list of sessions.',
    default: 60,
    min: 12,
    max: 1000,
  },
  sessions: {
    kind: 'number',
    title: 'Sessions per user',
    description: 'How many sessions each user has.',
    default: 3,
    min: 1,
    max: 20,
  },
} as const satisfies ParameterSpecs;

export type NamingValues = ParameterValues<typeof parameters>;
export type NamingContext = PatternContext<NamingValues>;
