import { searchCore } from './coreSearch';
import type { Found, Query } from './found';
import { searchFullText } from './fullText';
import { coreNames, searchNames } from './names';
import type { SearchContext } from './parameters';
import { fullTextVariant } from './variants';

/** Searches the demo's catalogue as the variant does it. Reads only. */
export function search(context: SearchContext, query: Query): Promise<Found> {
  const variant = fullTextVariant(context);
  return variant
    ? searchFullText(context, searchNames(context.keys, variant), query)
    : searchCore(context, coreNames(context.keys), query);
}
