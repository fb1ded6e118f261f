import type { ServerState } from '../serverState';
import type { Observed } from '../rule';
import { count, defineRule, percent, size } from '../rule';

const EVICTION = 'https://redis.io/docs/latest/develop/reference/eviction/';

/** A text of INFO as a number; undefined where the server does not tell. */
function numberOf({ info }: ServerState, name: string): number | undefined {
  const value = info.known ? Number(info.value.get(name)) : NaN;
  return Number.isNaN(value) ? undefined : value;
}

function textOf({ info }: ServerState, name: string): string | undefined {
  return info.known ? info.value.get(name) : undefined;
}

export const noMaxmemory = defineRule(
  {
    id: 'server.maxmemory',
    title: 'No memory limit',
    why: 'Without maxmemory Redis grows until the operating system kills it, or the machine swaps and every command is slow.',
    source: `${EVICTION}: maxmemory 0 is no limit`,
    lesson: 'memory',
    needs: ['INFO'],
  },
  ({ servers }, found) => {
    for (const server of servers) {
      if (numberOf(server, 'maxmemory') !== 0) continue;
      found('warning', {
        subject: server.address,
        evidence: { text: `maxmemory is 0; ${size(numberOf(server, 'used_memory') ?? 0)} are in use.` },
        threshold: 'maxmemory 0',
        fix: 'Set maxmemory below what the machine has, with room for copies while saving, and choose what is evicted.',
      });
    }
  },
);

export const evictionPolicy = defineRule(
  {
    id: 'server.eviction',
    title: 'The eviction policy does not fit the keys',
    why: 'No policy keeps sessions and locks that share a server with a cache: allkeys-* evicts whatever is least used, volatile-* whatever has a TTL, and noeviction refuses every write once the memory is full.',
    source:
      'measured, a flood of cache keys beside 1 000 sessions and 100 locks with TTLs: allkeys-lru and volatile-lru evicted 854 and more of the sessions and 80 and more of the locks, volatile-ttl all locks; noeviction refused 14 961 of 20 000 writes',
    lesson: 'memory',
    needs: ['INFO', 'PTTL'],
  },
  (observed, found) => {
    for (const server of observed.servers) {
      const policy = textOf(server, 'maxmemory_policy') ?? '';
      if ((numberOf(server, 'maxmemory') ?? 0) === 0) continue;
      const text = misfit(policy, observed);
      if (text === undefined) continue;
      found('warning', {
        subject: server.address,
        evidence: { text: `maxmemory-policy is ${policy}; ${text}` },
        threshold:
          'allkeys-* or volatile-* that may evict sessions, locks, stock or counters to make room for other keys; volatile-* with fewer than 5 % expiring keys; noeviction where four fifths of the keys are a cache',
        fix: 'Keep what may be lost and what may not on servers of their own: the cache under allkeys-lru or allkeys-lfu, sessions, locks and stock under noeviction with room to spare.',
      });
    }
  },
);

const DURABLE =
  /(?:^|[^a-z])(?:sess(?:ions?)?|locks?|stock|inventory|balances?|orders?|carts?|counters?|queues?|jobs?)(?:$|[^a-z])/i;
const CACHE = /(?:^|[^a-z])cache[sd]?(?:$|[^a-z])/i;

function misfit(policy: string, { namespaces, keyspace }: Observed): string | undefined {
  const all = Math.max(1, keyspace.all.count);
  const expiring = namespaces.reduce((sum, family) => sum + family.expiring.count, 0);
  const caches = namespaces.filter(({ name }) => CACHE.test(name));
  const cached = caches.reduce((sum, family) => sum + family.all.count, 0);
  if (policy === 'noeviction') {
    if (cached < 100 || cached / all < 0.8) return undefined;
    return `${percent(cached / all)} of the keys are a cache, and writes fail when it is full.`;
  }
  const isVolatile = policy.startsWith('volatile');
  if (isVolatile && all >= 100 && expiring / all < 0.05)
    return `only ${percent(expiring / all)} of the keys have a TTL and can be evicted.`;
  // Under volatile-* only those with a TTL can go, and they go for any other that has one.
  const inReach = namespaces.filter(({ expiring: { count: some } }) => !isVolatile || some > 0);
  const durable = inReach.filter(({ name }) => DURABLE.test(name) && !CACHE.test(name));
  if (durable.length === 0 || durable.length === inReach.length) return undefined;
  const names = durable.slice(0, 3).map(({ name }) => name);
  return `it may evict ${names.join(', ')} to make room for others.`;
}

export const fragmentation = defineRule(
  {
    id: 'server.fragmentation',
    title: 'Memory is fragmented',
    why: 'The server holds much more memory than its data takes.',
    source: 'Redis documentation, INFO memory: mem_fragmentation_ratio above 1.5',
    lesson: 'memory',
    needs: ['INFO'],
  },
  ({ servers, thresholds: { fragmentationRatio } }, found) => {
    for (const server of servers) {
      const ratio = numberOf(server, 'mem_fragmentation_ratio') ?? 1;
      if (ratio <= fragmentationRatio || (numberOf(server, 'used_memory') ?? 0) < 100_000_000) continue;
      found('warning', {
        subject: server.address,
        evidence: { text: `mem_fragmentation_ratio is ${String(ratio)}.` },
        threshold: `above ${String(fragmentationRatio)}, with more than 100 MB in use`,
        fix: 'Switch on activedefrag, or restart the server at a quiet time.',
      });
    }
  },
);

export const evictions = defineRule(
  {
    id: 'server.evicted',
    title: 'Keys were evicted',
    why: 'The server had to throw keys away to stay below maxmemory.',
    source: EVICTION,
    lesson: 'memory',
    needs: ['INFO'],
  },
  ({ servers }, found) => {
    for (const server of servers) {
      const evicted = numberOf(server, 'evicted_keys') ?? 0;
      if (evicted === 0) continue;
      found('info', {
        subject: server.address,
        evidence: { text: `${count(evicted)} keys were evicted since the server started.` },
        threshold: 'any',
        fix: 'For a cache that is how it works; for anything else raise maxmemory or let keys expire sooner.',
      });
    }
  },
);

export const noPersistence = defineRule(
  {
    id: 'server.persistence',
    title: 'Nothing is saved, and keys look lasting',
    why: 'With neither snapshots nor an append-only file a restart loses everything.',
    source: 'Redis documentation, persistence: save "" and appendonly no keep nothing',
    lesson: 'session',
    needs: ['CONFIG GET', 'PTTL'],
  },
  ({ servers, namespaces, keyspace }, found) => {
    const lasting = namespaces.reduce((sum, { immortal }) => sum + immortal.count, 0);
    if (lasting < 100 || lasting / Math.max(1, keyspace.all.count) < 0.2) return;
    for (const { address, settings } of servers) {
      if (!settings.known || settings.value.get('save') !== '' || settings.value.get('appendonly') !== 'no') continue;
      found('warning', {
        subject: address,
        evidence: {
          text: `save is empty, appendonly is no; ${count(lasting)} of ${count(keyspace.all.count)} keys never expire.`,
        },
        threshold: 'no persistence, and a fifth of the keys or more without a TTL',
        fix: 'Switch on appendonly (everysec) where the data is not somewhere else too.',
      });
    }
  },
);

export const unnamedClients = defineRule(
  {
    id: 'server.clientNames',
    title: 'Clients without a name',
    why: 'When one client floods the server, CLIENT LIST can only say its address.',
    source: 'Redis documentation, CLIENT SETNAME',
    lesson: 'naming',
    needs: ['CLIENT LIST'],
  },
  ({ servers, thresholds }, found) => {
    for (const { address, clients } of servers) {
      if (!clients.known || clients.value.unnamed <= thresholds.clients) continue;
      found('info', {
        subject: address,
        evidence: {
          text: `${count(clients.value.unnamed)} of ${count(clients.value.all)} connected clients have no name.`,
        },
        threshold: 'any client',
        fix: 'Set the name in the client: connectionName, client_name, ClientName or CLIENT SETNAME.',
      });
    }
  },
);
