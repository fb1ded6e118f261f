export interface Policy {
  readonly name: string;
  /** What it evicts when memory is full, in words without a full stop. */
  readonly evicts: string;
  /** What a cache flood took of 1000 sessions and 100 locks with a TTL and 100 counters without, as the lesson measured it. */
  readonly took: string;
}

/** Every `maxmemory-policy`. */
export const policies: readonly Policy[] = [
  {
    name: 'noeviction',
    evicts: 'nothing is evicted: writes are refused with OOM, reads go on',
    took: 'nothing; three of four writes refused',
  },
  {
    name: 'allkeys-lru',
    evicts: 'any key goes, those unused for longest first, TTL or not',
    took: 'nearly all sessions and locks, all counters',
  },
  {
    name: 'allkeys-lfu',
    evicts: 'any key goes, those used least often first, TTL or not',
    took: 'nearly all sessions, locks and counters',
  },
  { name: 'allkeys-random', evicts: 'any key goes, by chance', took: 'not measured' },
  {
    name: 'volatile-lru',
    evicts: 'only keys with a TTL go, those unused for longest first',
    took: 'nearly all sessions and locks, no counter',
  },
  {
    name: 'volatile-lfu',
    evicts: 'only keys with a TTL go, those used least often first',
    took: 'nearly all sessions and locks, no counter',
  },
  { name: 'volatile-random', evicts: 'only keys with a TTL go, by chance', took: 'not measured' },
  {
    name: 'volatile-ttl',
    evicts: 'only keys with a TTL go, those with the least time left first',
    took: 'all locks first, then nearly all sessions, no counter',
  },
];

export interface ServerMemory {
  readonly used: number;
  /** 0 means no limit. */
  readonly max: number;
  readonly policy: string;
  readonly evicted: number;
  readonly fragmentation: number;
}

/** From the texts of INFO memory and INFO stats. */
export function readServerMemory(memory: string, stats: string): ServerMemory {
  const field = (text: string, name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1] ?? '';
  return {
    used: Number(field(memory, 'used_memory')),
    max: Number(field(memory, 'maxmemory')),
    policy: field(memory, 'maxmemory_policy'),
    evicted: Number(field(stats, 'evicted_keys')),
    fragmentation: Number(field(memory, 'mem_fragmentation_ratio')),
  };
}

/** What the server would do with a full memory, in words without a full stop. */
export function explainPolicy({ max, policy }: ServerMemory): string {
  if (max === 0) return 'there is no maxmemory, so it grows until the machine has no more';
  return policies.find(({ name }) => name === policy)?.evicts ?? 'its policy is not known here';
}
