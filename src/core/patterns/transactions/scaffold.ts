import type { Command } from '../../redis/reply';
import { transaction } from '../kit/transaction';
import { allBalances, balanceKey, openedKey, people } from './accounts';
import type { TransactionsContext } from './parameters';

/** Everybody's account with the opening balance, and nothing of earlier conflicts. */
export async function scaffold(context: TransactionsContext): Promise<void> {
  const { keys, parameters, ttlSeconds } = context;
  const named = people(context);
  context.report({ done: 0, total: named.length });
  await transaction(context, [
    ['UNLINK', keys.of('document'), keys.of('versioned'), keys.of('contention'), ...allBalances(context)],
    ['SET', openedKey(context), named.length * parameters.opening, 'EX', ttlSeconds],
    ...named.map((person): Command => ['SET', balanceKey(context, person), parameters.opening, 'EX', ttlSeconds]),
  ]);
  context.report({ done: named.length, total: named.length });
}
