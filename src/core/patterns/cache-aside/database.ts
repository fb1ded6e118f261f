import type { Command } from '../../redis/reply';
import { asOptionalText } from '../../redis/reply';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import { databaseKeys } from './keys';
import type { CacheContext } from './parameters';

/** The product's price, or undefined for one that there is not: slow, and counted. */
export async function askDatabase(context: CacheContext, product: string | number): Promise<string | undefined> {
  const { prices, asked } = databaseKeys(context);
  const { clock, parameters, signal, ttlSeconds } = context;
  const [price = null] = await transaction(context, [
    ['HGET', prices, product],
    ['INCR', asked],
    ['EXPIRE', asked, ttlSeconds],
  ]);
  if (parameters.slowness > 0) await clock.sleep(parameters.slowness, signal);
  return asOptionalText(price);
}

export async function writeDatabase(context: CacheContext, product: string | number, price: number): Promise<void> {
  const { prices } = databaseKeys(context);
  const commands: readonly Command[] = [
    ['HSET', prices, product, price],
    ['EXPIRE', prices, context.ttlSeconds],
  ];
  await transaction(context, commands);
}

/** How often the database was asked so far. */
export async function timesAsked(context: CacheContext): Promise<number> {
  const [asked] = await readAll(context, [['GET', databaseKeys(context).asked]]);
  return Number(asOptionalText(asked?.reply ?? null) ?? 0);
}
