import type { Reply } from '../../redis/reply';
import { asPairs, asText } from '../../redis/reply';
import { transaction } from '../kit/transaction';
import type { PipelinesContext } from './parameters';
import type { Measured, Way } from './ways';

/** What each way took when it last ran: a hash by way, so that the view reads it all at once. */
export function resultsKey({ keys }: Pick<PipelinesContext, 'keys'>): string {
  return keys.of('measured');
}

export async function keepResult(context: PipelinesContext, way: Way, measured: Measured): Promise<void> {
  const key = resultsKey(context);
  await transaction(context, [
    ['HSET', key, way.id, JSON.stringify(measured)],
    ['EXPIRE', key, context.ttlSeconds],
  ]);
}

/** By the id of a way. What the hash holds was written by this demo alone. */
export function readResults(reply: Reply): ReadonlyMap<string, Measured> {
  return new Map(asPairs(reply).map(([id, json]) => [asText(id), JSON.parse(asText(json)) as Measured]));
}

/** Values written per second, delay included. */
export function perSecond({ values, ms }: Measured): number {
  return Math.round(values / Math.max(ms / 1000, 0.001));
}
