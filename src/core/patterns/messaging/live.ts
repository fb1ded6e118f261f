import { asArray } from '../../redis/reply';
import type { LiveTraffic } from '../contract';
import { transaction } from '../kit/transaction';
import { finish, idsOf, readIds, take } from './entries';
import { append, GROUP, keepStream, messagingKeys } from './keys';
import type { MessagingContext, MessagingValues } from './parameters';

/** One batch of twelve is dropped by bob, who has crashed. */
const CRASHES = 1 / 12;
/** Longer than it takes to pack what one has taken. */
const TAKE_OVER_AFTER_MS = 2000;

export const live: LiveTraffic<MessagingValues> = {
  title: 'Orders come in; ann and bob pack them, bob crashes now and then, and ann takes over what he left.',
  unit: 'orders',
  rate: { default: 20, max: 1000 },
  async events(context, count) {
    const { stream } = messagingKeys(context.keys);
    // As many again of those that wait from before.
    const each = count + 1;
    const replies = await transaction(context, [
      ...Array.from({ length: count }, (_, n) => append(context, n)),
      take(context, 'ann', each),
      take(context, 'bob', each),
      ['XAUTOCLAIM', stream, GROUP, 'ann', TAKE_OVER_AFTER_MS, '0', 'COUNT', 100],
      keepStream(context),
    ]);
    const [anns, bobs, claimed] = replies.slice(count);
    return settle(context, count, {
      anns: readIds(anns ?? null),
      bobs: readIds(bobs ?? null),
      claimed: idsOf(asArray(claimed ?? [])[1] ?? []),
    });
  },
};

interface Taken {
  readonly anns: readonly string[];
  readonly bobs: readonly string[];
  readonly claimed: readonly string[];
}

async function settle(
  context: MessagingContext,
  count: number,
  { anns, bobs, claimed }: Taken,
): Promise<Readonly<Record<string, number>>> {
  const crashed = context.random.next() < CRASHES;
  await finish(context, 'ann', [...anns, ...claimed]);
  if (!crashed) await finish(context, 'bob', bobs);
  return {
    'Came in': count,
    Packed: anns.length + (crashed ? 0 : bobs.length),
    Dropped: crashed ? bobs.length : 0,
    'Taken over': claimed.length,
  };
}
