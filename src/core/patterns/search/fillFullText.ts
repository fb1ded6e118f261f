import { throwIfAborted } from '../../base/abort';
import type { Command } from '../../redis/reply';
import { asNumber } from '../../redis/reply';
import { read } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { Product } from './catalogue';
import { nameWithoutModel, productAt } from './catalogue';
import { ensureIndex, untilIndexed } from './indexLife';
import type { SearchNames } from './names';
import type { SearchContext } from './parameters';
import type { FullTextVariant } from './variants';

/** Documents of one transaction: indexing them keeps the server from others for a few milliseconds. */
const BATCH = 100;
/** Names that are taught to the dictionary in one transaction. */
const NAMES_BATCH = 500;

/** The index first, then the documents: so each is indexed as it is written. */
export async function fillFullText(
  context: SearchContext,
  names: SearchNames,
  variant: FullTextVariant,
): Promise<void> {
  const { documents: count } = context.parameters;
  await ensureIndex(context, names, variant);
  const before = asNumber((await read(context, ['GET', names.lastId])).reply ?? 0);
  await transaction(context, [
    ['UNLINK', names.suggestions],
    ['SET', names.lastId, count, 'EX', context.ttlSeconds],
  ]);
  const popular = new Map<string, number>();
  await inTransactions(context, count, BATCH, (id) => {
    const product = productAt(id);
    const name = nameWithoutModel(product);
    popular.set(name, (popular.get(name) ?? 0) + 1);
    return putCommands(names.document(id), product, variant, context.ttlSeconds);
  });
  // Documents of a larger catalogue before this one.
  for (let id = count + 1; id <= before; id += NAMES_BATCH) {
    const gone = Array.from({ length: Math.min(NAMES_BATCH, before - id + 1) }, (_, n) => names.document(id + n));
    await read(context, ['UNLINK', ...gone]);
  }
  await teach(context, names, [...popular]);
  await untilIndexed(context, names.index);
}

/** A document and its TTL: of one MULTI. */
export function putCommands(key: string, product: Product, variant: FullTextVariant, seconds: number): Command[] {
  const { name, description, category, price } = product;
  const write: Command =
    variant === 'searchJson'
      ? ['JSON.SET', key, '$', JSON.stringify(product)]
      : ['HSET', key, 'name', name, 'description', description, 'category', category, 'price', price];
  return [write, ['EXPIRE', key, seconds]];
}

async function inTransactions(
  context: SearchContext,
  count: number,
  size: number,
  commandsOf: (id: number) => readonly Command[],
): Promise<void> {
  for (let first = 1; first <= count; first += size) {
    throwIfAborted(context.signal);
    const ids = Array.from({ length: Math.min(size, count - first + 1) }, (_, n) => first + n);
    await transaction(context, ids.flatMap(commandsOf));
    context.report({ done: first + ids.length - 1, total: count });
  }
}

/** The dictionary is a key of its own, which nothing links to the documents: a name counts as often as it is there. */
async function teach(context: SearchContext, { suggestions }: SearchNames, popular: [string, number][]): Promise<void> {
  for (let start = 0; start < popular.length; start += NAMES_BATCH) {
    throwIfAborted(context.signal);
    const batch = popular.slice(start, start + NAMES_BATCH);
    await transaction(context, [
      ...batch.map(([name, times]): Command => ['FT.SUGADD', suggestions, name, times]),
      ['EXPIRE', suggestions, context.ttlSeconds],
    ]);
  }
}
