import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';

export const parameters = {
  entities: {
    kind: 'number',
    title: 'Users',
    description: 'How many users are stored, in each of the three shapes.',
    default: 60,
    min: 10,
    max: 1000,
  },
  fields: {
    kind: 'number',
    title: 'Fields',
    description: 'How many fields each user has.',
    default: 5,
    min: 2,
    max: 20,
  },
  valueBytes: {
    kind: 'number',
    title: 'Length of a value',
    description:
      'Bytes of each field’s value. Beyond 64, unless the server says otherwise, a hash is no longer compact.',
    default: 12,
    min: 1,
    max: 200,
    unit: 'B',
  },
} as const satisfies ParameterSpecs;

export type MemoryValues = ParameterValues<typeof parameters>;
export type MemoryContext = PatternContext<MemoryValues>;
