import type { Command } from '../../redis/reply';
import type { Keyring } from '../keyring';
import type { MessagingContext } from './parameters';

export const GROUP = 'packing';

/** All in one slot, so that a transaction may change them together. The channel is no key: nothing is kept of it. */
export function messagingKeys(keys: Keyring): {
  readonly channel: string;
  readonly stream: string;
  readonly done: string;
} {
  return { channel: keys.of('news'), stream: keys.of('orders'), done: keys.of('packed') };
}

/** Adds one order at the end. `~` lets the server cut where it is cheap, a little later than said. */
export function append({ keys, parameters }: MessagingContext, order: number): Command {
  const { stream } = messagingKeys(keys);
  return ['XADD', stream, 'MAXLEN', '~', parameters.most, '*', 'order', order, 'sku', `sku-${String(order % 7)}`];
}

/** The time to live of the stream, set with what is added to it. */
export function keepStream({ keys, ttlSeconds }: MessagingContext): Command {
  return ['EXPIRE', messagingKeys(keys).stream, ttlSeconds];
}
