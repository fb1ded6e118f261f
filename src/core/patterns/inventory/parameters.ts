import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';

export const parameters = {
  products: {
    kind: 'number',
    title: 'Products',
    description: 'How many products there are.',
    default: 20,
    min: 3,
    max: 100_000,
  },
  stock: {
    kind: 'number',
    title: 'Stock of each',
    description: 'How many units of each product there are to begin with.',
    default: 100,
    min: 10,
    max: 1_000_000,
    unit: 'units',
  },
  shown: {
    kind: 'number',
    title: 'Shown product',
    description: 'The number of the product that is looked at and bought in the steps.',
    default: 1,
    min: 1,
    max: 100_000,
  },
  hold: {
    kind: 'number',
    title: 'Hold for checkout',
    description: 'How long units are held for an order that is not paid for yet.',
    default: 20,
    min: 1,
    max: 3600,
    unit: 's',
  },
} as const satisfies ParameterSpecs;

export type InventoryValues = ParameterValues<typeof parameters>;
export type InventoryContext = PatternContext<InventoryValues>;
