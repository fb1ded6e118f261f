import type { Command } from '../../redis/reply';
import { asNumber } from '../../redis/reply';
import { ensureLoaded, runScript, scriptCommand } from '../../redis/scripts';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { TransactionsContext } from './parameters';
import { transferScript } from './scripts';

const NAMES = 'amy ben cleo dan eve finn gina hugo ida jon kim leo mia ned olga paul quinn rosa sam tina'.split(' ');

/** Those who have an account, in the order of the alphabet. */
export function people({ parameters }: Pick<TransactionsContext, 'parameters'>): readonly string[] {
  return NAMES.slice(0, parameters.accounts);
}

/** All balances share a hash tag: in a cluster, what changes together must be in one slot. */
export function balanceKey({ keys }: Pick<TransactionsContext, 'keys'>, person: string): string {
  return keys.of('balance', person);
}

/** Everybody who may have an account, whatever the number was when they were opened. */
export function allBalances(context: Pick<TransactionsContext, 'keys'>): readonly string[] {
  return NAMES.map((person) => balanceKey(context, person));
}

export const allNames: readonly string[] = NAMES;

/** Two balances that the steps set as they need them: those of the people only ever move. */
export function pairKeys({ keys }: Pick<TransactionsContext, 'keys'>): readonly [amy: string, ben: string] {
  return [keys.of('pair', 'amy'), keys.of('pair', 'ben')];
}

/** What all accounts together were opened with. */
export function openedKey({ keys }: Pick<TransactionsContext, 'keys'>): string {
  return keys.of('opened');
}

/** Moves money and answers whether there was enough. Check and change are one step on the server. */
export async function transfer(
  context: TransactionsContext,
  from: string,
  to: string,
  amount: number,
): Promise<boolean> {
  const { redis, signal, ttlSeconds } = context;
  return asNumber(await runScript(redis, transferScript, [from, to], [amount, ttlSeconds], { signal })) === 1;
}

/** Several of them in one round trip, by the names of keys; answers for each whether there was enough. */
export async function transferAll(
  context: TransactionsContext,
  transfers: readonly (readonly [from: string, to: string, amount: number])[],
): Promise<readonly boolean[]> {
  await ensureLoaded(context.redis, [transferScript], { signal: context.signal });
  const readings = await readAll(
    context,
    transfers.map(([from, to, amount]) => scriptCommand(transferScript, [from, to], [amount, context.ttlSeconds])),
  );
  return readings.map(({ reply }) => asNumber(reply) === 1);
}

/** Moves money whatever the balance is: MULTI keeps the two changes together, and decides nothing. */
export async function moveBlindly(
  context: TransactionsContext,
  from: string,
  to: string,
  amount: number,
): Promise<void> {
  const { ttlSeconds } = context;
  const commands: readonly Command[] = [
    ['DECRBY', from, amount],
    ['INCRBY', to, amount],
    ['EXPIRE', from, ttlSeconds],
    ['EXPIRE', to, ttlSeconds],
  ];
  await transaction(context, commands);
}
