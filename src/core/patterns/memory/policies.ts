/** What the server evicts when its memory is full, by `maxmemory-policy`. */
const POLICIES: Readonly<Record<string, string>> = {
  noeviction: 'nothing is evicted: writes are refused with OOM, reads go on',
  'allkeys-lru': 'any key goes, those unused for longest first, TTL or not',
  'allkeys-lfu': 'any key goes, those used least often first, TTL or not',
  'allkeys-random': 'any key goes, by chance',
  'volatile-lru': 'only keys with a TTL go, those unused for longest first',
  'volatile-lfu': 'only keys with a TTL go, those used least often first',
  'volatile-random': 'only keys with a TTL go, by chance',
  'volatile-ttl': 'only keys with a TTL go, those with the least time left first',
};

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
  return POLICIES[policy] ?? 'its policy is not known here';
}
