import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';

export const parameters = {
  drivers: {
    kind: 'number',
    title: 'Drivers',
    description: 'How many drivers are on the road.',
    default: 1000,
    min: 10,
    max: 200_000,
  },
  radius: {
    kind: 'number',
    title: 'Radius',
    description: 'How far around the passenger drivers are looked for.',
    default: 2,
    min: 0.1,
    max: 50,
    fractions: true,
    unit: 'km',
  },
  shown: {
    kind: 'number',
    title: 'Shown',
    description: 'How many of the nearest are answered.',
    default: 10,
    min: 1,
    max: 100,
    unit: 'drivers',
  },
} as const satisfies ParameterSpecs;

export type GeoValues = ParameterValues<typeof parameters>;
export type GeoContext = PatternContext<GeoValues>;
