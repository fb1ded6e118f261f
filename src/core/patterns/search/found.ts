import type { Segment, Source } from '../blocks';
import type { SearchContext } from './parameters';
import { ANY_CATEGORY } from './parameters';
import { queryWords } from './text';

/** What is looked for: products that have all words; every product when there is none. */
export interface Query {
  readonly text: string;
  readonly words: readonly string[];
  readonly category?: string;
  readonly maxPrice: number;
}

export interface Hit {
  readonly id: string;
  readonly score: number;
  readonly title: readonly Segment[];
  readonly description: readonly Segment[];
  readonly category: string;
  readonly price: number;
}

export interface Facet {
  readonly category: string;
  readonly matches: number;
  readonly lowest: number;
}

/** One answer, and which commands read its parts. */
export interface Found {
  readonly total: number;
  readonly hits: readonly Hit[];
  readonly facets: readonly Facet[];
  readonly suggestions: readonly string[];
  readonly sources: { readonly hits: Source; readonly facets: Source; readonly suggestions: Source };
}

/** Rows of one page: what Search answers too when nobody says LIMIT. */
export const PAGE = 10;
export const SUGGESTIONS = 6;
/** More than anything costs. */
const ANY_PRICE = 1_000_000;

export function queryOf(values: SearchContext['parameters']): Query {
  const { query: text, category, maxPrice } = values;
  const words = queryWords(text);
  return { text, words, maxPrice, ...(category !== ANY_CATEGORY && { category }) };
}

/** Best first; equal ones by id, oldest first, so that the order is the same each time. */
export function byScore(a: Pick<Hit, 'id' | 'score'>, b: Pick<Hit, 'id' | 'score'>): number {
  return b.score - a.score || Number(a.id) - Number(b.id);
}

/** Most matches first; equal ones by name. */
export function byMatches(a: Facet, b: Facet): number {
  return b.matches - a.matches || a.category.localeCompare(b.category, 'en');
}

/** A query of the steps' own: any price, unless said otherwise. */
export function queryFor(text: string, filter: { readonly category?: string; readonly maxPrice?: number } = {}): Query {
  return { text, words: queryWords(text), maxPrice: ANY_PRICE, ...filter };
}
