import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import { CLIENTS } from './clients';

export const parameters = {
  limit: {
    kind: 'number',
    title: 'Limit',
    description: 'How many requests a client may make in one window; the capacity of a bucket.',
    default: 10,
    min: 1,
    max: 100,
    unit: 'requests',
  },
  // Counters live for two windows, and no key may outlive the demo, which lasts a minute at least.
  windowSeconds: {
    kind: 'number',
    title: 'Window',
    description: 'The time that the limit is for; in which an empty bucket fills up.',
    default: 10,
    min: 1,
    max: 30,
    unit: 's',
  },
  clients: {
    kind: 'number',
    title: 'Clients',
    description: 'How many clients the traffic comes from.',
    default: 4,
    min: 1,
    max: CLIENTS.length,
  },
} as const satisfies ParameterSpecs;

export type RateContext = PatternContext<ParameterValues<typeof parameters>>;
