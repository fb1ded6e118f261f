import type { Segment, Source } from '../blocks';
import type { SearchContext } from './parameters';
import { ANY_CATEGORY } from './parameters';
import { queryWords } from './text';

/** What is looked for: products that have all words; every product when there is none. */
export interface Query {
  readonly text: string;
  readonly words: readonly string[];
  readonly category?: string;
  readonly minPrice: number;
  readonly maxPrice: number;
  readonly order: Order;
}

/** By what the hits are sorted, best or cheapest or dearest first. */
export type Order = 'relevance' | 'priceUp' | 'priceDown';

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
  readonly sources: Readonly<Record<'total' | 'hits' | 'facets' | 'suggestions', Source>>;
}

/** Rows of one page: what Search answers too when nobody says LIMIT. */
export const PAGE = 10;
export const SUGGESTIONS = 6;
/** More than anything costs. */
const ANY_PRICE = 1_000_000;

export function queryOf(values: SearchContext['parameters']): Query {
  const { query: text, category, minPrice, maxPrice, sort } = values;
  const words = queryWords(text);
  const order = orderOf(sort, words);
  return { text, words, minPrice, maxPrice, order, ...(category !== ANY_CATEGORY && { category }) };
}

/** Without words nothing is better than anything else, so the cheapest come first. */
function orderOf(sort: string, words: readonly string[]): Order {
  if (sort === 'priceUp' || sort === 'priceDown') return sort;
  return words.length === 0 ? 'priceUp' : 'relevance';
}

/** Best first; equal ones by id, oldest first, so that the order is the same each time. */
export function byScore(a: Pick<Hit, 'id' | 'score'>, b: Pick<Hit, 'id' | 'score'>): number {
  return b.score - a.score || Number(a.id) - Number(b.id);
}

/** Most matches first; equal ones by name. */
export function byMatches(a: Facet, b: Facet): number {
  return b.matches - a.matches || a.category.localeCompare(b.category, 'en');
}

/** A query of the steps' own: any price and the best first, unless said otherwise. */
export function queryFor(text: string, filter: Partial<Omit<Query, 'text' | 'words'>> = {}): Query {
  const words = queryWords(text);
  return { text, words, minPrice: 0, maxPrice: ANY_PRICE, order: orderOf('relevance', words), ...filter };
}
