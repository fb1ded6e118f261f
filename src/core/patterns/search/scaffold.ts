import { fillCore } from './fillCore';
import { fillFullText } from './fillFullText';
import { coreNames, searchNames } from './names';
import type { SearchContext } from './parameters';
import { fullTextVariant } from './variants';

/** Fills the catalogue, and what finds its products. */
export async function scaffold(context: SearchContext): Promise<void> {
  const variant = fullTextVariant(context);
  if (variant) await fillFullText(context, searchNames(context.keys, variant), variant);
  else await fillCore(context, coreNames(context.keys), context.parameters.documents);
}
