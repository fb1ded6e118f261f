import { CodedError } from '../base/errors';
import type { Fact, ReplicationFacts } from './capabilities';
import type { Executor, SendOptions } from './executor';
import { infoFacts, parseInfo } from './probeInfo';
import { asText } from './reply';

export interface DatabaseFacts {
  readonly database: number;
  readonly keys: number;
}

/** What a server says of itself at this moment. What it refuses or leaves out is unknown, with the reason. */
export interface ServerFacts {
  readonly memory: Fact<{
    readonly usedBytes: number;
    /** Not there without a limit. */
    readonly limit?: { readonly bytes: number; readonly policy: string };
  }>;
  readonly clients: Fact<number>;
  /** Of the reads of keys since the server started. */
  readonly reads: Fact<{ readonly hits: number; readonly misses: number }>;
  readonly role: Fact<'primary' | 'replica'>;
  readonly replication: Fact<ReplicationFacts>;
  /** Those that have keys, in order. */
  readonly databases: Fact<readonly DatabaseFacts[]>;
}

/** One INFO to every server that holds keys, side by side; of a cluster what they say together. Rejects as they do. */
export async function readFactsOfAll(
  nodes: readonly { readonly executor: Executor }[],
  options?: SendOptions,
): Promise<ServerFacts | undefined> {
  const all = await Promise.all(nodes.map(({ executor }) => readServerFacts(executor, options)));
  const [first, ...others] = all;
  return first && others.reduce(together, first);
}

function together(a: ServerFacts, b: ServerFacts): ServerFacts {
  return {
    memory: both(a.memory, b.memory, (one, other) => {
      const usedBytes = one.usedBytes + other.usedBytes;
      if (!one.limit || !other.limit) return { usedBytes };
      return { usedBytes, limit: { ...one.limit, bytes: one.limit.bytes + other.limit.bytes } };
    }),
    clients: both(a.clients, b.clients, (one, other) => one + other),
    reads: both(a.reads, b.reads, (one, other) => ({
      hits: one.hits + other.hits,
      misses: one.misses + other.misses,
    })),
    role: a.role,
    replication: both(a.replication, b.replication, (one, other) => ({ replicas: one.replicas + other.replicas })),
    databases: both(a.databases, b.databases, (one, other) => {
      const keys = [...one, ...other].reduce((sum, database) => sum + database.keys, 0);
      return keys === 0 ? [] : [{ database: 0, keys }];
    }),
  };
}

function both<T>(a: Fact<T>, b: Fact<T>, add: (a: T, b: T) => T): Fact<T> {
  if (!a.known) return a;
  return b.known ? known(add(a.value, b.value)) : b;
}

/** One INFO, in one round trip. Rejects only when the server cannot be asked; a refusal makes every fact unknown. */
export async function readServerFacts(executor: Executor, options?: SendOptions): Promise<ServerFacts> {
  try {
    return serverFacts({ known: true, value: asText(await executor.send(['INFO'], options)) });
  } catch (error) {
    if (!(error instanceof CodedError) || (error.code !== 'NO_PERMISSION' && error.code !== 'READ_ONLY_CONNECTION'))
      throw error;
    return serverFacts({ known: false, reason: 'not allowed' });
  }
}

/** The text of INFO, or why there is none, read. */
export function serverFacts(info: Fact<string>): ServerFacts {
  if (!info.known) {
    const unknown = { memory: info, clients: info, reads: info };
    return { ...unknown, role: info, replication: info, databases: info };
  }
  const fields = parseInfo(info.value);
  const { usedMemory, maxMemory, role, replication } = infoFacts({ known: true, value: fields });
  const limit = maxMemory.known && maxMemory.value.bytes > 0 ? maxMemory.value : undefined;
  return {
    memory: usedMemory.known ? known({ usedBytes: usedMemory.value, ...(limit && { limit }) }) : usedMemory,
    clients: numberOf(fields, 'connected_clients'),
    reads: readsOf(fields),
    role,
    replication,
    databases: databasesOf(info.value, fields),
  };
}

function readsOf(fields: ReadonlyMap<string, string>): ServerFacts['reads'] {
  const hits = numberOf(fields, 'keyspace_hits');
  const misses = numberOf(fields, 'keyspace_misses');
  if (!hits.known) return hits;
  if (!misses.known) return misses;
  return known({ hits: hits.value, misses: misses.value });
}

/** `db0:keys=12,expires=3,avg_ttl=0`. An empty server has the section without lines; a hosted one may have no section. */
function databasesOf(text: string, fields: ReadonlyMap<string, string>): ServerFacts['databases'] {
  if (!/^# Keyspace/m.test(text)) return { known: false, reason: 'INFO has no Keyspace section' };
  const databases = [...fields].flatMap(([name, value]) => {
    const database = /^db(\d+)$/.exec(name)?.[1];
    const keys = /^keys=(\d+)/.exec(value)?.[1];
    return database === undefined || keys === undefined ? [] : [{ database: Number(database), keys: Number(keys) }];
  });
  return known(databases.sort((a, b) => a.database - b.database));
}

function numberOf(fields: ReadonlyMap<string, string>, name: string): Fact<number> {
  const value = Number(fields.get(name));
  return Number.isNaN(value) ? { known: false, reason: `INFO has no ${name}` } : known(value);
}

function known<T>(value: T): Fact<T> {
  return { known: true, value };
}
