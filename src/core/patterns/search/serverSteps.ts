import { asArray, asPairs, asText } from '../../redis/reply';
import { read } from '../kit/read';
import type { SearchStep } from './findingSteps';
import { queryFor } from './found';
import { countCommand, countOf, prepare, readSuggestions, suggestCommand, withValues } from './fullText';
import { ensureIndex, indexState, untilIndexed } from './indexLife';
import type { SearchNames } from './names';
import { searchNames } from './names';
import type { SearchContext } from './parameters';
import { FULL_TEXT, fullTextVariant } from './variants';

const ROWS = 5;

export const schema: SearchStep = {
  id: 'schema',
  title: 'An index says where each field is',
  teaches:
    'For JSON a field is a path ($.name AS name), for hashes a name. With a name alone a JSON index is made without complaint and finds nothing, so look at num_records, not at the OK. The prefix belongs to the indexed documents only: every other key below it would be found too.',
  region: 'index',
  variants: FULL_TEXT,
  async run(context) {
    const { names, variant } = fullText(context);
    await ensureIndex(context, names, variant);
    await untilIndexed(context, names.index);
    const { documents, records, failures } = await indexState(context, names.index);
    return {
      summary: `${String(documents)} documents are in the index, with ${String(records)} records; ${String(failures)} could not be read.`,
      figures: [
        { label: 'Documents', value: documents },
        { label: 'Records', value: records, tone: records > 0 ? 'good' : 'bad' },
        { label: 'Failures', value: failures, tone: failures === 0 ? 'good' : 'bad' },
      ],
    };
  },
};

export const stemming: SearchStep = {
  id: 'stemming',
  title: 'Other forms of a word are found',
  teaches:
    'A TEXT field keeps the stem beside each word, so "worked" finds "working". VERBATIM turns it off, and then only the very word counts. Stems are those of one language: English unless the index says another.',
  region: 'search',
  variants: FULL_TEXT,
  async run(context) {
    const { names } = fullText(context);
    const command = countCommand(names, queryFor('worked '));
    const [stem, exact] = await Promise.all([read(context, command), read(context, [...command, 'VERBATIM'])]);
    const [found, verbatim] = [countOf(stem.reply), countOf(exact.reply)];
    return {
      summary: `"worked" finds ${String(found)} products by its stem, and ${String(verbatim)} word for word.`,
      figures: [
        { label: 'By its stem', value: found, unit: 'products' },
        { label: 'Word for word', value: verbatim, unit: 'products' },
      ],
    };
  },
};

export const page: SearchStep = {
  id: 'page',
  title: 'Ten rows are not all rows',
  teaches:
    'Without LIMIT the reply has ten rows and the number of all: whoever takes the rows for the result misses the rest. A page needs an order that is the same each time; SORTABLE keeps the price beside the index for that.',
  region: 'page',
  variants: FULL_TEXT,
  async run(context) {
    const { names } = fullText(context);
    const prepared = prepare(queryFor('laptop '));
    const values = withValues(prepared);
    const bare = await read(context, ['FT.SEARCH', names.index, prepared.text, 'NOCONTENT', ...values]);
    const order = ['SORTBY', 'price', 'ASC', 'RETURN', 1, 'price'];
    const sorted = await Promise.all(
      [0, ROWS].map((from) =>
        read(context, ['FT.SEARCH', names.index, prepared.text, ...order, 'LIMIT', from, ROWS, ...values]),
      ),
    );
    const prices = sorted.map(({ reply }) =>
      pricesOf(asArray(reply))
        .map((price) => `€${price}`)
        .join(', '),
    );
    const rows = asArray(bare.reply).length - 1;
    return {
      summary: `${String(countOf(bare.reply))} products match and ${String(rows)} rows come back without LIMIT; by price the first page of ${String(ROWS)} is ${prices[0] ?? ''}.`,
      figures: [
        { label: 'Match', value: countOf(bare.reply), unit: 'products' },
        { label: 'Rows without LIMIT', value: rows },
        { label: 'Page 1', value: prices[0] ?? '' },
        { label: 'Page 2', value: prices[1] ?? '' },
      ],
    };
  },
};

export const autocomplete: SearchStep = {
  id: 'autocomplete',
  title: 'Completed in spite of a slip',
  teaches:
    'FT.SUGGET completes from a dictionary of its own, with FUZZY also what is one letter off. Nothing links the dictionary to the documents: a deleted product stays suggested until somebody deletes it there, and its key needs its own TTL.',
  region: 'complete',
  variants: FULL_TEXT,
  async run(context) {
    const { names } = fullText(context);
    const typed = 'wirless lap';
    const exact = await read(context, ['FT.SUGGET', names.suggestions, typed, 'MAX', 5]);
    const fuzzy = await read(context, suggestCommand(names, typed));
    const texts = readSuggestions(fuzzy.reply);
    return {
      summary: `"${typed}" is completed to ${String(texts.length)} names with FUZZY, and to ${String(readSuggestions(exact.reply).length)} without.`,
      figures: texts.map((text, n) => ({ label: `${String(n + 1)}.`, value: text })),
    };
  },
};

/** The names and the kind of the variant that runs. Only for steps that belong to none but these. */
export function fullText(context: SearchContext): {
  readonly names: SearchNames;
  readonly variant: (typeof FULL_TEXT)[number];
} {
  const variant = fullTextVariant(context) ?? 'searchJson';
  return { names: searchNames(context.keys, variant), variant };
}

/** The prices of a reply of keys and fields. */
function pricesOf([, ...rows]: readonly ReturnType<typeof asArray>[number][]): string[] {
  return rows.filter((_, n) => n % 2 === 1).map((fields) => asText(asPairs(fields)[0]?.[1] ?? null));
}
