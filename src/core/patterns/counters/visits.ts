import type { Command } from '../../redis/reply';
import { transaction } from '../kit/transaction';
import { counterKeys, counterOf, memberName } from './keys';
import type { CounterContext } from './parameters';

/** Counts visits in every way that the pattern shows, in one transaction: each key gets its TTL where it is made. */
export async function countVisits(context: CounterContext, visitors: readonly number[]): Promise<void> {
  if (visitors.length === 0) return;
  const { keys, ttlSeconds } = context;
  const { visits, estimate, members, bits } = counterKeys(keys);
  const names = visitors.map(memberName);
  const own = new Set(visitors.map((visitor) => counterOf(keys, visitor).key));
  await transaction(context, [
    ['INCRBY', visits, visitors.length],
    ['PFADD', estimate, ...names],
    ['SADD', members, ...names],
    ...visitors.map((visitor): Command => ['SETBIT', bits, visitor, 1]),
    ...visitors.map((visitor): Command => {
      const { key, field } = counterOf(keys, visitor);
      return ['HINCRBY', key, field, 1];
    }),
    ...[visits, estimate, members, bits, ...own].map((key): Command => ['EXPIRE', key, ttlSeconds]),
  ]);
}
