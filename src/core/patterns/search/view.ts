import { CodedError } from '../../base/errors';
import { asNumber, ReplyError } from '../../redis/reply';
import type { Block, ResultsBlock, Segment } from '../blocks';
import { read } from '../kit/read';
import type { Found, Hit } from './found';
import { queryOf } from './found';
import { coreNames, searchNames } from './names';
import type { SearchContext } from './parameters';
import { search } from './search';
import { fullTextVariant } from './variants';

/** What the query finds, what completes it, and the categories of all that match. */
export async function view(context: SearchContext): Promise<readonly Block[]> {
  const variant = fullTextVariant(context);
  const { lastId } = variant ? searchNames(context.keys, variant) : coreNames(context.keys);
  const last = await read(context, ['GET', lastId]);
  if (last.reply === null) return [];
  const found = await orNothing(search(context, queryOf(context.parameters)));
  if (!found) return [];
  return [
    results(found),
    {
      kind: 'figures',
      title: 'In numbers',
      figures: [
        { label: 'Found', value: found.total, source: found.sources.total },
        { label: 'Shown', value: found.hits.length, source: found.sources.hits },
        { label: 'Products made', value: asNumber(last.reply), source: last.source },
      ],
    },
    {
      kind: 'table',
      title: 'Categories of what was found',
      columns: [
        { title: 'Category', align: 'start' },
        { title: 'Products', align: 'end' },
        { title: 'From', align: 'end' },
      ],
      rows: found.facets.map(({ category, matches, lowest }) => [category, matches, euros(lowest)]),
      source: found.sources.facets,
    },
    ...(variant ? [] : [NOTE]),
  ];
}

const NOTE: Block = {
  kind: 'note',
  text: 'Without Search the server compares words, no more: singular and plural were made one by the client, found words are marked by the client, and a misspelt word finds nothing.',
};

function results({ total, hits, suggestions, sources }: Found): ResultsBlock {
  return {
    kind: 'results',
    title: 'Products',
    total,
    hits: hits.map((hit) => ({ id: hit.id, title: hit.title, detail: detail(hit), score: rounded(hit.score) })),
    suggestions: { parameter: 'query', texts: suggestions, source: sources.suggestions },
    source: sources.hits,
  };
}

function detail({ description, category, price }: Hit): Segment[] {
  return [...description, { text: ` ${category}, ${euros(price)}` }];
}

export function euros(price: number): string {
  return `€${price.toFixed(2)}`;
}

function rounded(score: number): number {
  return Math.round(1000 * score) / 1000;
}

/** The index may have gone between two looks, with the demo's end. */
async function orNothing(finding: Promise<Found>): Promise<Found | undefined> {
  try {
    return await finding;
  } catch (error) {
    const reply = error instanceof CodedError ? error.cause : undefined;
    if (reply instanceof ReplyError && /no such index|unknown index/i.test(reply.message)) return undefined;
    throw error;
  }
}
