import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';

export const parameters = {
  pages: {
    kind: 'number',
    title: 'Pages',
    description: 'How many pages are cached.',
    default: 300,
    min: 20,
    max: 5000,
  },
  life: {
    kind: 'number',
    title: 'Life',
    description: 'How long a cached page may live at most.',
    default: 300,
    min: 10,
    max: 600,
    unit: 's',
  },
  jitter: {
    kind: 'number',
    title: 'Jitter',
    description: 'How much of its life a page may lose by chance. With 0 all pages of one fill expire together.',
    default: 20,
    min: 0,
    max: 90,
    unit: '%',
  },
} as const satisfies ParameterSpecs;

export type ExpirationValues = ParameterValues<typeof parameters>;
export type ExpirationContext = PatternContext<ExpirationValues>;
