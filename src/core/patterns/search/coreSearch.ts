import type { Command, Reply } from '../../redis/reply';
import { asArray, asNumber, asOptionalText, asPairs, asText } from '../../redis/reply';
import type { Source } from '../blocks';
import { readAll } from '../kit/read';
import type { Reading } from '../kit/read';
import { CATEGORIES } from './catalogue';
import { completeCommand, completions } from './coreComplete';
import type { Facet, Found, Hit, Order, Query } from './found';
import { byMatches, byScore, PAGE } from './found';
import type { CoreNames } from './names';
import type { SearchContext } from './parameters';
import { markWords, stemsOf } from './text';

type Reader = Pick<SearchContext, 'redis' | 'signal' | 'clock'>;

interface Candidate {
  readonly id: string;
  readonly score: number;
  readonly price: number;
}

/** Two round trips: what the words have in common, and then the documents of the first page. */
export async function searchCore(context: Reader, names: CoreNames, query: Query): Promise<Found> {
  const categories = query.category === undefined ? CATEGORIES : [query.category];
  const stems = stemsOf(query.words);
  const [words, ...readings] = await readAll(context, [
    completeCommand(names, query.text),
    ...(stems.length === 0 ? browseCommands : matchCommands)(names, { ...query, stems, categories }),
  ]);
  if (!words) throw new RangeError('a reply is missing');
  const { candidates, facets, sources } = (stems.length === 0 ? readBrowsed : readMatched)(categories, readings, query);
  return {
    total: facets.reduce((sum, { matches }) => sum + matches, 0),
    hits: await documents(context, names, candidates.toSorted(ORDERS[query.order]).slice(0, PAGE), new Set(stems)),
    facets: facets.filter(({ matches }) => matches > 0).sort(byMatches),
    suggestions: completions(query.text, words.reply),
    sources: { ...sources, suggestions: words.source },
  };
}

interface Wanted extends Pick<Query, 'minPrice' | 'maxPrice' | 'order'> {
  readonly stems: readonly string[];
  readonly categories: readonly string[];
}

/** All documents that have the words, with the sum of their weights; and those of each category, with their prices. */
export function matchCommands(
  names: CoreNames,
  { stems, categories }: Pick<Wanted, 'stems' | 'categories'>,
): Command[] {
  const lists = stems.map((stem) => names.word(stem));
  return [
    ['ZINTER', lists.length, ...lists, 'WITHSCORES'],
    ...categories.map((category): Command => {
      // Only the price counts here, so the words weigh nothing.
      const weights = [...lists.map(() => 0), 1];
      return ['ZINTER', weights.length, ...lists, names.prices(category), 'WEIGHTS', ...weights, 'WITHSCORES'];
    }),
  ];
}

function readMatched(
  categories: readonly string[],
  [ranked, ...priced]: readonly Reading[],
  { minPrice, maxPrice }: Query,
): Collected {
  const scores = new Map(asPairs(ranked?.reply ?? []).map(([id, score]) => [asText(id), asNumber(score)]));
  const candidates: Candidate[] = [];
  const facets = categories.map((category, index): Facet => {
    const affordable = readPrices(priced[index]?.reply ?? []).filter(
      ({ price }) => price >= minPrice && price <= maxPrice,
    );
    candidates.push(...affordable.map(({ id, price }) => ({ id, price, score: scores.get(id) ?? 0 })));
    return { category, matches: affordable.length, lowest: Math.min(...affordable.map(({ price }) => price)) };
  });
  // The scores are of all that have the words; how many there are in the price range is counted from the prices.
  const prices = sourceOf(priced);
  return { candidates, facets, sources: { total: prices, hits: sourceOf([ranked, ...priced]), facets: prices } };
}

/** Without words: a page of each category from the end that comes first, how many it has, and its cheapest. */
function browseCommands(names: CoreNames, { categories, minPrice, maxPrice, order }: Wanted): Command[] {
  const range = order === 'priceDown' ? [maxPrice, minPrice, 'BYSCORE', 'REV'] : [minPrice, maxPrice, 'BYSCORE'];
  return categories.flatMap((category): Command[] => [
    ['ZRANGE', names.prices(category), ...range, 'LIMIT', 0, PAGE, 'WITHSCORES'],
    ['ZCOUNT', names.prices(category), minPrice, maxPrice],
    ['ZRANGE', names.prices(category), minPrice, maxPrice, 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES'],
  ]);
}

function readBrowsed(categories: readonly string[], readings: readonly Reading[]): Collected {
  const candidates: Candidate[] = [];
  const facets = categories.map((category, index): Facet => {
    const [page, matches, cheapest] = readings.slice(3 * index, 3 * index + 3).map(({ reply }) => reply);
    candidates.push(...readPrices(page ?? []).map(({ id, price }) => ({ id, price, score: 0 })));
    return { category, matches: asNumber(matches ?? 0), lowest: readPrices(cheapest ?? [])[0]?.price ?? Infinity };
  });
  const [pages, counts, cheapest] = [0, 1, 2].map((part) => readings.filter((_, n) => n % 3 === part));
  const sources = {
    total: sourceOf(counts),
    hits: sourceOf(pages),
    facets: sourceOf([...(counts ?? []), ...(cheapest ?? [])]),
  };
  return { candidates, facets, sources };
}

/** Cheapest first; equal ones in the order in which the server cuts its list off: by the bytes of the id. */
function byPrice(a: Candidate, b: Candidate): number {
  return a.price - b.price || (a.id < b.id ? -1 : 1);
}

const ORDERS: Readonly<Record<Order, (a: Candidate, b: Candidate) => number>> = {
  relevance: byScore,
  priceUp: byPrice,
  priceDown: (a, b) => byPrice(b, a),
};

/** All the commands that a number is made of. */
function sourceOf(readings: readonly (Reading | undefined)[] = []): Source {
  const sources = readings.flatMap((reading) => (reading ? [reading.source] : []));
  return { command: sources.map(({ command }) => command).join('\n'), at: sources[0]?.at ?? 0 };
}

interface Collected {
  readonly candidates: readonly Candidate[];
  readonly facets: readonly Facet[];
  readonly sources: Omit<Found['sources'], 'suggestions'>;
}

function readPrices(reply: Reply): { readonly id: string; readonly price: number }[] {
  return asPairs(reply).map(([id, price]) => ({ id: asText(id), price: asNumber(price) }));
}

/** The documents, marked by us: the server knows no words. One that is gone since is left out. */
async function documents(
  context: Reader,
  names: CoreNames,
  page: readonly Candidate[],
  stems: ReadonlySet<string>,
): Promise<Hit[]> {
  const fields = ['name', 'description', 'category', 'price'];
  const readings = await readAll(
    context,
    page.map(({ id }): Command => ['HMGET', names.document(id), ...fields]),
  );
  return page.flatMap(({ id, score }, index) => {
    const [name, description, category, price] = asArray(readings[index]?.reply ?? []).map(asOptionalText);
    if (name === undefined || description === undefined || category === undefined) return [];
    const [title, text] = [markWords(name, stems), markWords(description, stems)];
    return [{ id, score, title, description: text, category, price: Number(price) }];
  });
}
