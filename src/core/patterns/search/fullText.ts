import type { Command, CommandArg, Reply } from '../../redis/reply';
import { asArray, asNumber, asPairs, asText } from '../../redis/reply';
import type { Segment } from '../blocks';
import { readAll } from '../kit/read';
import type { Facet, Found, Hit, Query } from './found';
import { byMatches, PAGE, SUGGESTIONS } from './found';
import type { SearchNames } from './names';
import type { SearchContext } from './parameters';

type Reader = Pick<SearchContext, 'redis' | 'signal' | 'clock'>;

/** What stands around a found word in a reply. Characters that no text holds, as a description may well have a <b> in it. */
const OPEN = '\u0001';
const CLOSE = '\u0002';
/** A dictionary refuses to complete much longer texts, and no name begins with one. */
const LONGEST_START = 50;

/** One round trip: the first page, the categories of all that match, and names that begin like what is typed. */
export async function searchFullText(context: Reader, names: SearchNames, query: Query): Promise<Found> {
  const [page, groups, suggestions] = await readAll(context, [
    pageCommand(names, query),
    groupsCommand(names, query),
    suggestCommand(names, query.text),
  ]);
  if (!page || !groups || !suggestions) throw new RangeError('a reply is missing');
  const { total, hits } = readPage(names, page.reply);
  return {
    total,
    hits,
    facets: readGroups(groups.reply).sort(byMatches),
    suggestions: readSuggestions(suggestions.reply).filter((text) => text !== query.text),
    sources: { total: page.source, hits: page.source, facets: groups.source, suggestions: suggestions.source },
  };
}

export interface Prepared {
  readonly text: string;
  readonly values: readonly CommandArg[];
}

/**
 * The query language's own text, made of our words only, and what was typed as values beside it: one for each word,
 * because a value is one term. Whatever stands in a value, it is no syntax.
 */
export function prepare({ text, words, category, minPrice, maxPrice }: Query): Prepared {
  const values: CommandArg[] = ['least', minPrice, 'most', maxPrice];
  const parts = ['@price:[$least $most]'];
  if (category !== undefined) {
    values.push('category', category);
    parts.unshift('@category:{$category}');
  }
  if (words.length > 0) {
    // The word that is being typed may go on; a space after it says that it does not.
    const open = /[\p{L}\p{N}]$/u.test(text);
    const terms = words.map((_, n) =>
      open && n === words.length - 1 ? `($w${String(n)}|$w${String(n)}*)` : `$w${String(n)}`,
    );
    values.push(...words.flatMap((word, n) => [`w${String(n)}`, word]));
    parts.unshift(`@name|description:(${terms.join(' ')})`);
  }
  return { text: parts.join(' '), values };
}

/** `PARAMS` and the dialect that knows them. */
export function withValues({ values }: Prepared): CommandArg[] {
  return ['PARAMS', values.length, ...values, 'DIALECT', 2];
}

export function pageCommand({ index }: Pick<SearchNames, 'index'>, query: Query): Command {
  const prepared = prepare(query);
  const fields = ['name', 'description', 'category', 'price'];
  return [
    ...(['FT.SEARCH', index, prepared.text, 'WITHSCORES', 'RETURN', fields.length, ...fields] as const),
    ...['HIGHLIGHT', 'FIELDS', 2, 'name', 'description', 'TAGS', OPEN, CLOSE],
    ...(query.order === 'relevance' ? [] : ['SORTBY', 'price', query.order === 'priceUp' ? 'ASC' : 'DESC']),
    ...['LIMIT', 0, PAGE, ...withValues(prepared)],
  ];
}

export function readPage({ documents }: SearchNames, reply: Reply): { readonly total: number; readonly hits: Hit[] } {
  const [total, ...rows] = asArray(reply);
  const hits: Hit[] = [];
  for (let at = 0; at + 2 < rows.length; at += 3) {
    const [key, score, fields] = [rows[at] ?? null, rows[at + 1] ?? null, rows[at + 2] ?? null];
    // Of a document that expired since it was found there are no fields.
    if (fields === null) continue;
    const field = new Map(asPairs(fields).map(([name, value]) => [asText(name), asText(value)]));
    hits.push({
      id: asText(key).slice(documents.length),
      score: asNumber(score),
      title: segments(field.get('name') ?? ''),
      description: segments(field.get('description') ?? ''),
      category: field.get('category') ?? '',
      price: Number(field.get('price')),
    });
  }
  return { total: asNumber(total ?? 0), hits };
}

/** How many match, and none of them. */
export function countCommand({ index }: Pick<SearchNames, 'index'>, query: Query): Command {
  const prepared = prepare(query);
  return ['FT.SEARCH', index, prepared.text, 'NOCONTENT', 'LIMIT', 0, 0, ...withValues(prepared)];
}

export function countOf(reply: Reply): number {
  return asNumber(asArray(reply)[0] ?? null);
}

export function groupsCommand({ index }: Pick<SearchNames, 'index'>, query: Query): Command {
  const prepared = prepare(query);
  return [
    ...(['FT.AGGREGATE', index, prepared.text, 'GROUPBY', 1, '@category'] as const),
    ...['REDUCE', 'COUNT', 0, 'AS', 'matches', 'REDUCE', 'MIN', 1, '@price', 'AS', 'lowest'],
    ...['SORTBY', 2, '@matches', 'DESC', ...withValues(prepared)],
  ];
}

export function readGroups(reply: Reply): Facet[] {
  return asArray(reply)
    .slice(1)
    .map((row) => {
      const field = new Map(asPairs(row).map(([name, value]) => [asText(name), value]));
      const number = (name: string): number => asNumber(field.get(name) ?? null);
      return { category: asText(field.get('category') ?? null), matches: number('matches'), lowest: number('lowest') };
    });
}

export function suggestCommand({ suggestions }: Pick<SearchNames, 'suggestions'>, text: string): Command {
  const start = text.trim().slice(0, LONGEST_START);
  return ['FT.SUGGET', suggestions, start, 'FUZZY', 'MAX', SUGGESTIONS];
}

export function readSuggestions(reply: Reply): string[] {
  return reply === null ? [] : asArray(reply).map(asText);
}

/** The text in parts, as the server marked them. */
function segments(text: string): Segment[] {
  return text
    .split(OPEN)
    .flatMap((part, n): Segment[] => {
      if (n === 0) return [{ text: part }];
      const [marked = '', ...rest] = part.split(CLOSE);
      return [{ text: marked, marked: true }, { text: rest.join('') }];
    })
    .filter((segment) => segment.text !== '');
}
