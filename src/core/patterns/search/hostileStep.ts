import { isAbortError } from '../../base/abort';
import { CodedError } from '../../base/errors';
import { read } from '../kit/read';
import type { SearchStep } from './findingSteps';
import { queryFor } from './found';
import { countOf } from './fullText';
import { searchNames } from './names';
import type { SearchContext } from './parameters';
import { search } from './search';
import { fullTextVariant } from './variants';

/** What people type, and what the query language would make of it. */
const TYPED = ['foo(', 'wi-fi', '*', '@price:[0 10]|laptop', '-laptop'];

export const hostile: SearchStep = {
  id: 'hostile',
  title: 'What is typed is never syntax',
  teaches:
    'Put into the query text, "foo(" is a syntax error, "*" is everything and a minus is a NOT. So the client takes the words out of it and sends each as a parameter (PARAMS, DIALECT 2), one term each; plain Redis has no query language to break out of.',
  region: 'search',
  async run(context) {
    const safe = await Promise.all(TYPED.map(async (text) => (await search(context, queryFor(`${text} `))).total));
    const raw = await Promise.all(TYPED.map((text) => rawTotal(context, text)));
    const wifi = safe[TYPED.indexOf('wi-fi')] ?? 0;
    const everything = safe[TYPED.indexOf('*')] ?? 0;
    return {
      summary: `${String(TYPED.length)} odd texts gave no error: "wi-fi" finds ${String(wifi)} products and "*" finds ${String(everything)}.`,
      figures: TYPED.flatMap((text, n) => {
        const asSyntax = raw[n];
        return [
          { label: text, value: safe[n] ?? 0, unit: 'products' },
          ...(asSyntax === undefined ? [] : [{ label: `${text} in the query text`, value: asSyntax }]),
        ];
      }),
    };
  },
};

/** What the text finds as query language, which is what must not be done; undefined where there is none. */
async function rawTotal(context: SearchContext, text: string): Promise<number | string | undefined> {
  const variant = fullTextVariant(context);
  if (!variant) return undefined;
  const { index } = searchNames(context.keys, variant);
  try {
    const { reply } = await read(context, ['FT.SEARCH', index, text, 'NOCONTENT', 'LIMIT', 0, 0, 'DIALECT', 2]);
    return countOf(reply);
  } catch (error) {
    if (isAbortError(error) || !(error instanceof CodedError) || error.code !== 'SERVER_ERROR') throw error;
    return 'syntax error';
  }
}
