import type { Fact } from './finding';
import type { Observed } from './rule';
import { count } from './rule';
import type { ServerState } from './serverState';

const OF_SERVERS: readonly (readonly [Fact, keyof ServerState])[] = [
  ['INFO', 'info'],
  ['CONFIG GET', 'settings'],
  ['INFO commandstats', 'calls'],
  ['SLOWLOG', 'slow'],
  ['CLIENT LIST', 'clients'],
];

/** What was not told, and of how many keys; 0 where it is about a server. */
export function untoldFacts({
  servers,
  keyspace,
  coverage,
}: Pick<Observed, 'servers' | 'keyspace' | 'coverage'>): ReadonlyMap<Fact, number> {
  const facts = new Map<Fact, number>();
  for (const [fact, field] of OF_SERVERS) {
    const isUntold = servers.some((server) => {
      const of = server[field];
      return typeof of !== 'string' && !of.known;
    });
    if (isUntold) facts.set(fact, 0);
  }
  for (const [fact, keys] of keyspace.untold) facts.set(fact, keys);
  if (!coverage.hasLengths) facts.set('lengths', 0);
  return facts;
}

export function untoldTexts(facts: ReadonlyMap<Fact, number>): readonly string[] {
  return [...facts].map(([fact, keys]) => {
    if (fact === 'lengths')
      return 'lengths of collections (reading one would change what this server evicts next; CLIENT NO-TOUCH prevents that from Redis 7.2 on)';
    return keys === 0 ? fact : `${fact} of ${count(keys)} keys`;
  });
}
