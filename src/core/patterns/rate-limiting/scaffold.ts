import { throwIfAborted } from '../../base/abort';
import { transaction } from '../kit/transaction';
import { CLIENTS } from './clients';
import type { RateContext } from './parameters';
import { chosenLimits, clientKeys, decisionsKey, forget, request } from './requests';

/** Lets each client make some requests: the first half of what it may, each further one more, the last too many. */
export async function scaffold(context: RateContext): Promise<void> {
  const { clients, limit } = context.parameters;
  const names = CLIENTS.slice(0, clients);
  // Of an earlier scaffold nothing stays.
  await transaction(context, [['UNLINK', decisionsKey(context)]]);
  for (const [index, client] of names.entries()) {
    throwIfAborted(context.signal);
    await forget(context, clientKeys(context, client), chosenLimits(context));
    const share = 0.5 + (0.6 * index) / Math.max(1, names.length - 1);
    await request(context, Array<string>(Math.max(1, Math.round(limit * share))).fill(client));
    context.report({ done: index + 1, total: names.length });
  }
}
