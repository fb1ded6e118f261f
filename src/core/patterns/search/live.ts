import { asNumber, asPairs } from '../../redis/reply';
import { ensureLoaded } from '../../redis/scripts';
import type { LiveTraffic } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { ParameterValues } from '../parameters';
import type { Product } from './catalogue';
import { makeProduct, nameWithoutModel, productAt } from './catalogue';
import { indexCommand } from './coreIndex';
import { matchCommands } from './coreSearch';
import { putCommands } from './fillFullText';
import type { Query } from './found';
import { queryFor } from './found';
import { countCommand, countOf } from './fullText';
import { coreNames, searchNames } from './names';
import type { parameters, SearchContext } from './parameters';
import { indexScript } from './scripts';
import { stemsOf } from './text';
import type { FullTextVariant } from './variants';
import { fullTextVariant } from './variants';

/** Of ten events one adds a product, four change a price, and the rest are searches. */
const CYCLE = 10;
const ADDED = 1;
const CHANGED = 4;

type Outcomes = Readonly<Record<string, number>>;

export const live: LiveTraffic<ParameterValues<typeof parameters>> = {
  title: 'Prices change and products are added while others search; half of all events are searches.',
  unit: 'events',
  rate: { default: 20, max: 300 },
  async events(context, count) {
    const events = Array.from({ length: count }, () => Math.floor(context.random.next() * CYCLE));
    const added = events.filter((event) => event < ADDED).length;
    const changed = events.filter((event) => event >= ADDED && event < ADDED + CHANGED).length;
    const writes = await productsToWrite(context, added, changed);
    const queries = Array.from({ length: count - added - changed }, () => someQuery(context));
    const variant = fullTextVariant(context);
    // Both are on their way at once: whoever searches sees the catalogue before or after each write, never in between.
    const [written, answers] = await (variant
      ? Promise.all([writeFullText(context, variant, writes), countFullText(context, variant, queries)])
      : Promise.all([writeCore(context, writes), countCore(context, queries)]));
    const found = answers.filter((matches) => matches > 0).length;
    return {
      'Products added or changed': written,
      'Changed by somebody else first': writes.length - written,
      'Searches that found something': found,
      'Searches that found nothing': answers.length - found,
    } satisfies Outcomes;
  },
};

type Write = readonly [id: number, product: Product];

/** New products get the next ids; of the others the price changes. */
async function productsToWrite(context: SearchContext, added: number, changed: number): Promise<Write[]> {
  const { keys, random, parameters: values, ttlSeconds } = context;
  const variant = fullTextVariant(context);
  const { lastId } = variant ? searchNames(keys, variant) : coreNames(keys);
  const [last] = await transaction(context, [
    ['INCRBY', lastId, added],
    ['EXPIRE', lastId, ttlSeconds],
  ]);
  const first = asNumber(last ?? 0) - added + 1;
  const news = Array.from({ length: added }, (_, n): Write => [first + n, makeProduct(random)]);
  const repriced = Array.from({ length: changed }, (): Write => {
    const id = 1 + Math.floor(random.next() * values.documents);
    const product = productAt(id);
    return [id, { ...product, price: Math.round(product.price * (80 + 40 * random.next())) / 100 }];
  });
  return [...news, ...repriced];
}

/** Two words of two products' names, which one product may have or not. */
function someQuery({ random, parameters: values }: SearchContext): Query {
  const word = (): string => {
    const words = nameWithoutModel(productAt(1 + Math.floor(random.next() * values.documents))).split(' ');
    return words[Math.floor(random.next() * words.length)] ?? '';
  };
  // The space after it: both words are whole.
  return queryFor(`${word()} ${word()} `);
}

async function writeFullText(
  context: SearchContext,
  variant: FullTextVariant,
  writes: readonly Write[],
): Promise<number> {
  if (writes.length === 0) return 0;
  const names = searchNames(context.keys, variant);
  await transaction(
    context,
    writes.flatMap(([id, product]) => putCommands(names.document(id), product, variant, context.ttlSeconds)),
  );
  return writes.length;
}

async function countFullText(
  context: SearchContext,
  variant: FullTextVariant,
  queries: readonly Query[],
): Promise<number[]> {
  const names = searchNames(context.keys, variant);
  const readings = await readAll(
    context,
    queries.map((query) => countCommand(names, query)),
  );
  return readings.map(({ reply }) => countOf(reply));
}

async function writeCore(context: SearchContext, writes: readonly Write[]): Promise<number> {
  const { keys, redis, signal, ttlSeconds } = context;
  const names = coreNames(keys);
  await ensureLoaded(redis, [indexScript(0)], { signal });
  const before = await readAll(
    context,
    writes.map(([id]) => ['HGET', names.document(id), 'indexed']),
  );
  const done = await readAll(
    context,
    writes.map(([id, product], n) => indexCommand(names, id, before[n]?.reply ?? null, product, ttlSeconds)),
  );
  return done.filter(({ reply }) => asNumber(reply) === 1).length;
}

async function countCore(context: SearchContext, queries: readonly Query[]): Promise<number[]> {
  const names = coreNames(context.keys);
  const readings = await readAll(
    context,
    queries.flatMap(({ words }) => matchCommands(names, { stems: stemsOf(words), categories: [] })),
  );
  return readings.map(({ reply }) => asPairs(reply).length);
}
