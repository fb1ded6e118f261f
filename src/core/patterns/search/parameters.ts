import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import { CATEGORIES } from './catalogue';

/** The choice that filters nothing. */
export const ANY_CATEGORY = 'any';

export const parameters = {
  documents: {
    kind: 'number',
    title: 'Products',
    description: 'How many products the catalogue is filled with.',
    default: 500,
    min: 100,
    max: 100_000,
  },
  query: {
    kind: 'text',
    title: 'Search for',
    description: 'The words that a product must have, all of them, in its name or its description.',
    default: 'wireless laptop',
    maxLength: 200,
    immediate: true,
  },
  category: {
    kind: 'choice',
    title: 'Category',
    description: 'Only products of this category.',
    default: ANY_CATEGORY,
    choices: [
      { value: ANY_CATEGORY, title: 'Any category' },
      ...CATEGORIES.map((category) => ({ value: category, title: category })),
    ],
  },
  minPrice: {
    kind: 'number',
    title: 'Lowest price',
    description: 'Only products that cost no less than this.',
    default: 0,
    min: 0,
    max: 10_000,
    unit: '€',
  },
  maxPrice: {
    kind: 'number',
    title: 'Highest price',
    description: 'Only products that cost no more than this.',
    default: 3000,
    min: 1,
    max: 10_000,
    unit: '€',
  },
  sort: {
    kind: 'choice',
    title: 'Sort by',
    description: 'What comes first. Without words nothing matches better than the rest, so the cheapest come first.',
    default: 'relevance',
    choices: [
      { value: 'relevance', title: 'Best match' },
      { value: 'priceUp', title: 'Price, lowest first' },
      { value: 'priceDown', title: 'Price, highest first' },
    ],
  },
} as const satisfies ParameterSpecs;

export type SearchContext = PatternContext<ParameterValues<typeof parameters>>;
