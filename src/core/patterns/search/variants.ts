import type { SearchContext } from './parameters';

/** The variants that the server searches for. */
export const FULL_TEXT = ['searchJson', 'searchHash'] as const;

export type FullTextVariant = (typeof FULL_TEXT)[number];

/** The variant as one of those that use Search, or undefined when it is the inverted index. */
export function fullTextVariant({ variant }: Pick<SearchContext, 'variant'>): FullTextVariant | undefined {
  return FULL_TEXT.find((known) => known === variant);
}
