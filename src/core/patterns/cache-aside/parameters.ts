import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';

export const parameters = {
  products: {
    kind: 'number',
    title: 'Products',
    description: 'How many products the database has, numbered from 0 on.',
    default: 100,
    min: 10,
    max: 5000,
  },
  life: {
    kind: 'number',
    title: 'Life in the cache',
    description:
      'Seconds after which a cached product is loaded anew, less up to a tenth, so that not all end at once.',
    unit: 's',
    default: 30,
    min: 2,
    max: 3600,
  },
  slowness: {
    kind: 'number',
    title: 'What the database takes',
    description: 'Milliseconds that are waited for each product that is loaded: the database here is a hash.',
    unit: 'ms',
    default: 20,
    min: 0,
    max: 500,
  },
} as const satisfies ParameterSpecs;

export type CacheValues = ParameterValues<typeof parameters>;
/** With less of the keyring, so that a lane of the experiment can have names of its own. */
export type CacheContext = Omit<PatternContext<CacheValues>, 'keys'> & {
  readonly keys: Pick<PatternContext['keys'], 'of' | 'tagged'>;
};
