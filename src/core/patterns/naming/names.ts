import { keySlot } from '../../redis/cluster/keySlot';
import type { Command } from '../../redis/reply';
import type { NamingContext } from './parameters';

type Named = Pick<NamingContext, 'keys'>;

/** The parts of a user's data. */
const PARTS = ['profile', 'cart', 'sessions'] as const;
type Part = (typeof PARTS)[number];

/** The tag that puts all of a user's keys in one slot, and each user's in another. */
export function userTag(user: number): string {
  return `user:${String(user)}`;
}

/** `…:{user:42}:profile`: what a user has lies together, and the users are spread. */
export function taggedKey({ keys }: Named, user: number, part: Part | `session:${string}`): string {
  return keys.tagged(userTag(user), ...part.split(':'));
}

export function taggedKeys(context: Named, user: number): readonly string[] {
  return PARTS.map((part) => taggedKey(context, user, part));
}

/** `…:{user:42:profile}`: as a name without braces does, each decides its slot by itself, with all that it says. */
export function untaggedKeys({ keys }: Named, user: number): readonly string[] {
  return PARTS.map((part) => keys.tagged(`${userTag(user)}:${part}`));
}

/** How many different slots the keys are in. */
export function slotsOf(keys: readonly string[]): number {
  return new Set(keys.map((key) => keySlot(key))).size;
}

/** How many of the keys each of so many nodes would have, with the slots shared out evenly as a new cluster does. */
export function perNode(keys: readonly string[], nodes: number): readonly number[] {
  return slotsPerNode(
    keys.map((key) => keySlot(key)),
    nodes,
  );
}

/** The same of keys by their slots. */
export function slotsPerNode(slots: readonly number[], nodes: number): readonly number[] {
  const counts = Array.from({ length: nodes }, () => 0);
  for (const slot of slots) {
    const node = Math.floor((slot * nodes) / 16_384);
    counts[node] = (counts[node] ?? 0) + 1;
  }
  return counts;
}

export function sessionId(user: number, session: number): string {
  return `${String(user)}-${String(session)}`;
}

/** A user's profile and cart, the sessions, and the list of them: all in one slot, so one transaction makes them. */
export function makeUser(context: NamingContext, user: number): readonly Command[] {
  const { ttlSeconds, parameters } = context;
  const ids = Array.from({ length: parameters.sessions }, (_, session) => sessionId(user, session));
  const index = taggedKey(context, user, 'sessions');
  return [
    ['SET', taggedKey(context, user, 'profile'), `user ${String(user)}`, 'EX', ttlSeconds],
    ['SET', taggedKey(context, user, 'cart'), 0, 'EX', ttlSeconds],
    ['UNLINK', index],
    ...ids.map((id): Command => ['SET', taggedKey(context, user, `session:${id}`), 'open', 'EX', ttlSeconds]),
    ['SADD', index, ...ids],
    ['EXPIRE', index, ttlSeconds],
  ];
}
