import { throwIfAborted } from '../../base/abort';
import { transaction } from '../kit/transaction';
import { databaseKeys } from './keys';
import type { CacheContext } from './parameters';

const BATCH = 500;

/** A database of products with prices, none of them cached. */
export async function scaffold(context: CacheContext): Promise<void> {
  const { prices, asked } = databaseKeys(context);
  const { products } = context.parameters;
  for (let start = 0; start < products; start += BATCH) {
    throwIfAborted(context.signal);
    const size = Math.min(BATCH, products - start);
    const rows = Array.from({ length: size }, (_, n) => [start + n, 10 + ((start + n) % 90)]).flat();
    await transaction(context, [
      ...(start === 0 ? [['UNLINK', prices, asked] as const] : []),
      ['HSET', prices, ...rows],
      ['EXPIRE', prices, context.ttlSeconds],
    ]);
    context.report({ done: start + size, total: products });
  }
}
