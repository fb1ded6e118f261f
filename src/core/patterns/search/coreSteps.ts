import { asArray, asNumber, asText } from '../../redis/reply';
import { read, readAll } from '../kit/read';
import { completeCommand, completions } from './coreComplete';
import type { SearchStep } from './findingSteps';
import { queryFor } from './found';
import { coreNames } from './names';
import { search } from './search';

const CORE = ['invertedIndex'] as const;

export const postings: SearchStep = {
  id: 'postings',
  title: 'A sorted set for each word',
  teaches:
    'The list of a word holds the ids of the products that have it, each with its weight: how often it is there, five times as much in the name. ZINTER adds the weights of all words up, and the sum is the rank.',
  region: 'coreSearch',
  variants: CORE,
  async run(context) {
    const names = coreNames(context.keys);
    const [words, wireless, laptop, both] = await readAll(context, [
      ['ZCARD', names.words],
      ['ZCARD', names.word('wireless')],
      ['ZCARD', names.word('laptop')],
      ['ZINTER', 2, names.word('wireless'), names.word('laptop')],
    ]);
    const number = asNumber(words?.reply ?? 0);
    const [first, second] = [asNumber(wireless?.reply ?? 0), asNumber(laptop?.reply ?? 0)];
    const common = asArray(both?.reply ?? []).length;
    return {
      summary: `${String(number)} words have a list; those of "wireless" and "laptop" have ${String(first)} and ${String(second)} products, ${String(common)} in common.`,
      figures: [
        { label: 'Words', value: number },
        { label: 'List of "wireless"', value: first },
        { label: 'List of "laptop"', value: second },
        { label: 'In common', value: common },
      ],
    };
  },
};

export const plurals: SearchStep = {
  id: 'plurals',
  title: 'Singular and plural are one, other forms are not',
  teaches:
    'What makes two forms one word is a function of the client, used alike for documents and queries. Three rules make plurals singular; "worked" and "working" stay two words, and a misspelt word is a word that nobody has.',
  region: 'core',
  variants: CORE,
  async run(context) {
    const texts = ['laptop', 'laptops', 'worked', 'lpatop'];
    const found = await Promise.all(texts.map((text) => search(context, queryFor(text))));
    const totals = found.map(({ total }) => total);
    return {
      summary: `"laptop" finds ${String(totals[0])} products and "laptops" ${String(totals[1])}; "worked" finds ${String(totals[2])} and "lpatop" ${String(totals[3])}.`,
      figures: texts.map((text, n) => ({ label: text, value: totals[n] ?? 0, unit: 'products' })),
    };
  },
};

export const prefix: SearchStep = {
  id: 'prefix',
  title: 'Completed from a list in alphabetical order',
  teaches:
    'In a sorted set whose scores are all equal, members lie in byte order, and ZRANGE … BYLEX reads those that begin alike: O(log N + 6). The upper bound is the byte 0xFF, which must be sent as a byte, not as the character.',
  region: 'coreComplete',
  variants: CORE,
  async run(context) {
    const names = coreNames(context.keys);
    const [right, misspelt] = await readAll(context, [
      completeCommand(names, 'wireless lap'),
      completeCommand(names, 'lpat'),
    ]);
    const texts = completions('wireless lap', right?.reply ?? []);
    const all = asNumber((await read(context, ['ZCARD', names.words])).reply);
    return {
      summary: `"wireless lap" is completed to ${texts.map((text) => `"${text}"`).join(', ') || 'nothing'} out of ${String(all)} words; "lpat" to ${String(asArray(misspelt?.reply ?? []).map(asText).length)}.`,
      figures: texts.map((text, n) => ({ label: `${String(n + 1)}.`, value: text })),
    };
  },
};
