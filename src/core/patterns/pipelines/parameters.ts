import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';

export const parameters = {
  commands: {
    kind: 'number',
    title: 'Commands',
    description: 'How many values are written. Fewer where one round trip takes so long that it would be minutes.',
    default: 200,
    min: 20,
    max: 1000,
  },
  delay: {
    kind: 'number',
    title: 'Added delay',
    description: 'Simulated: the demo waits this long before each round trip, as if the server were further away.',
    default: 2,
    min: 0,
    max: 100,
    unit: 'ms',
  },
  batch: {
    kind: 'number',
    title: 'Commands per pipeline',
    description: 'How many commands share a round trip when they are pipelined.',
    default: 50,
    min: 10,
    max: 1000,
  },
} as const satisfies ParameterSpecs;

export type PipelinesValues = ParameterValues<typeof parameters>;
export type PipelinesContext = PatternContext<PipelinesValues>;
