import type { Keyring } from '../keyring';
import type { FullTextVariant } from './variants';

/** The names that one kind of index is made of. Each variant has its own, so that switching never meets another type. */
export interface SearchNames {
  /** No key: the name of the index. */
  readonly index: string;
  /** What the names of all documents begin with, and of nothing else. */
  readonly documents: string;
  /** The dictionary that completes names. */
  readonly suggestions: string;
  /** The highest id that was given out. */
  readonly lastId: string;
  document(id: string | number): string;
}

/** Of the search variants. `space` tells the demo's own index from those of the experiment. */
export function searchNames(keys: Keyring, variant: FullTextVariant, ...space: readonly string[]): SearchNames {
  const part = variant === 'searchJson' ? 'json' : 'hash';
  // A prefix is no key: it is cut off a document's name, which the ring may remember without harm.
  const documents = keys.of(...space, part, 'product', '');
  return {
    index: keys.of(...space, 'index', part),
    documents,
    suggestions: keys.of(...space, part, 'suggestions'),
    lastId: keys.of(...space, part, 'lastId'),
    document: (id) => keys.of(...space, part, 'product', id),
  };
}

/** The keys of the inverted index. All share one hash tag, so that a query may intersect any of them. */
export interface CoreNames {
  readonly words: string;
  readonly lastId: string;
  document(id: string | number): string;
  /** The ids of the documents that have the word, by weight. */
  word(word: string): string;
  /** The ids of the category's documents, by price. */
  prices(category: string): string;
}

export function coreNames(keys: Keyring, ...space: readonly string[]): CoreNames {
  return {
    words: keys.of(...space, 'core', 'words'),
    lastId: keys.of(...space, 'core', 'lastId'),
    document: (id) => keys.of(...space, 'core', 'product', id),
    word: (word) => keys.of(...space, 'core', 'idx', word),
    prices: (category) => keys.of(...space, 'core', 'prices', category),
  };
}
