import { throwIfAborted } from '../../base/abort';
import type { Command } from '../../redis/reply';
import { transaction } from '../kit/transaction';
import type { InventoryContext } from './parameters';
import { keysOf, kindOf, ledgerKey, putProduct, skuOf } from './products';

/** Products per round trip. */
const BATCH = 200;

/** Each product with its stock, and nothing sold or held. Of an earlier scaffold nothing stays. */
export async function scaffold(context: InventoryContext): Promise<void> {
  const { products: total } = context.parameters;
  for (let start = 0; start < total; start += BATCH) {
    throwIfAborted(context.signal);
    const count = Math.min(BATCH, total - start);
    const commands = Array.from({ length: count }, (_, index) => anew(context, start + index + 1)).flat();
    await transaction(context, start === 0 ? [['UNLINK', ledgerKey(context)], ...commands] : commands);
    context.report({ done: start + count, total });
  }
}

function anew(context: InventoryContext, number: number): Command[] {
  const sku = skuOf(number);
  const { product, sold, holds, held } = keysOf(context, sku);
  return [
    ['UNLINK', product, sold, holds, held],
    putProduct(kindOf(context), product, sku, context.parameters.stock),
    ['EXPIRE', product, context.ttlSeconds],
  ];
}
