import type { Step } from '../contract';
import type { ParameterValues } from '../parameters';
import type { Facet } from './found';
import { PAGE, queryFor, queryOf } from './found';
import type { parameters } from './parameters';
import { search } from './search';

export type SearchStep = Step<ParameterValues<typeof parameters>>;

export const severalWords: SearchStep = {
  id: 'words',
  title: 'All of the words, in any order',
  teaches:
    'Each word has a list of the products that have it. A query intersects the lists, so its cost follows the shortest list and the number of matches, not the size of the catalogue.',
  region: 'search',
  async run(context) {
    // The space after it says that the word is whole.
    const texts = ['wireless ', 'laptop ', 'laptop wireless '];
    const [first, second, both] = await Promise.all(texts.map((text) => search(context, queryFor(text))));
    const totals = [first, second, both].map((found) => found?.total ?? 0);
    return {
      summary: `${String(totals[0])} products have "wireless", ${String(totals[1])} have "laptop", ${String(totals[2])} have both.`,
      figures: ['wireless', 'laptop', 'both'].map((label, n) => ({ label, value: totals[n] ?? 0, unit: 'products' })),
    };
  },
};

export const filters: SearchStep = {
  id: 'filters',
  title: 'A category, a price range and an order, in the same query',
  teaches:
    'A category is compared as a whole, a price as a number between two others; both are answered from the index too, and so is the order by price. A client that filters or sorts what it got would do so with one page, and show the wrong products.',
  region: 'search',
  async run(context) {
    const category = 'Accessories';
    const [all, some] = await Promise.all([
      search(context, queryFor('laptop ')),
      search(context, queryFor('laptop ', { category, minPrice: 30, maxPrice: 100, order: 'priceUp' })),
    ]);
    const prices = some.hits.map(({ price }) => price);
    return {
      summary: `${String(all.total)} products have "laptop"; ${String(some.total)} of them are ${category} from €30 to €100, the cheapest first.`,
      figures: [
        { label: 'Any category, any price', value: all.total, unit: 'products' },
        { label: `${category}, €30 to €100`, value: some.total, unit: 'products' },
        { label: 'Cheapest that is shown', value: prices[0] ?? 'none', unit: '€' },
        { label: 'Dearest that is shown', value: prices.at(-1) ?? 'none', unit: '€' },
      ],
    };
  },
};

export const highlight: SearchStep = {
  id: 'highlight',
  title: 'Why it was found',
  teaches:
    'Search marks the found words when it is asked to (HIGHLIGHT), other forms of the word included, for hashes and for JSON fields that are returned. Plain Redis knows no words: there the client marks them, with the function that made the index.',
  region: 'search',
  async run(context) {
    const { hits } = await search(context, queryOf({ ...context.parameters, query: 'laptop ' }));
    const marked = hits.flatMap(({ title, description }) => [...title, ...description].filter((part) => part.marked));
    const forms = [...new Set(marked.map(({ text }) => text))].sort();
    return {
      summary: `${String(marked.length)} places are marked in ${String(hits.length)} products: ${forms.join(', ') || 'none'}.`,
      figures: forms.map((form) => ({
        label: form,
        value: marked.filter(({ text }) => text === form).length,
        unit: 'times',
      })),
    };
  },
};

export const facets: SearchStep = {
  id: 'facets',
  title: 'How many in each category',
  teaches:
    'The counts beside a result are those of all that match, so they cannot be taken from its first page. FT.AGGREGATE groups on the server; plain Redis intersects once more per category.',
  region: 'facets',
  async run(context) {
    const { facets: groups, total, hits } = await search(context, queryFor('laptop '));
    const counted = groups.reduce((sum, { matches }) => sum + matches, 0);
    return {
      summary: `${String(total)} products have "laptop", in ${String(groups.length)} categories that add up to ${String(counted)}; the first page has ${String(Math.min(PAGE, hits.length))}.`,
      figures: groups.map(facetFigure),
    };
  },
};

function facetFigure({ category, matches }: Facet): { label: string; value: number; unit: string } {
  return { label: category, value: matches, unit: 'products' };
}
