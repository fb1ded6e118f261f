/** A fact about the server, or why it could not be learnt. */
export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly reason: string };

export type ServerFlavour = 'redis' | 'valkey' | 'other';

/** Command families a feature may need. Probed by `COMMAND INFO`, never by version. */
export type Feature =
  | 'json'
  | 'search'
  | 'searchSuggestions'
  | 'timeSeries'
  | 'bloom'
  | 'cuckoo'
  | 'topK'
  | 'countMin'
  | 'tDigest'
  | 'hashFieldTtl'
  | 'functions'
  | 'scripting'
  | 'vectorSet';

export interface ReplicationFacts {
  /** Replicas that are connected to the server. */
  readonly replicas: number;
  /** Of a replica: the server it follows, and whether the link to it is up. */
  readonly primary?: { readonly address: string; readonly linkUp: boolean };
}

/** What a server is and allows, as far as it tells. Nothing here is guessed. */
export interface Capabilities {
  readonly flavour: Fact<ServerFlavour>;
  /** The flavour's own version: `7.4.2`, and for Valkey `valkey_version`, not the `redis_version` it also reports. */
  readonly version: Fact<string>;
  readonly mode: Fact<'standalone' | 'cluster' | 'sentinel'>;
  readonly role: Fact<'primary' | 'replica'>;
  /** Servers that hold keys: 1 but for a cluster. */
  readonly primaries: Fact<number>;
  /** Of the server asked: a cluster has this for each of its primaries. */
  readonly replication: Fact<ReplicationFacts>;
  readonly modules: Fact<readonly { readonly name: string; readonly version: number }[]>;
  readonly features: Fact<ReadonlySet<Feature>>;
  /** The value of `notify-keyspace-events`; empty means off. */
  readonly keyspaceNotifications: Fact<string>;
  readonly maxMemory: Fact<{ readonly bytes: number; readonly policy: string }>;
  readonly usedMemory: Fact<number>;
  /** Commands that the ACL user may not run, of those that the product uses. Empty when everything is allowed. */
  readonly forbidden: Fact<readonly string[]>;
  /** Where it was asked for: whether RESP3 is spoken, or why it is not. */
  readonly resp3?: Fact<true>;
}

export function hasFeature(capabilities: Capabilities, feature: Feature): boolean {
  return capabilities.features.known && capabilities.features.value.has(feature);
}

/** The server in words: `Redis 7.4.2`, `Valkey 8.1`, or `Redis-compatible server` when it will not tell. */
export function describeServer(capabilities: Capabilities): string {
  const flavour = capabilities.flavour.known ? capabilities.flavour.value : 'other';
  const name = { redis: 'Redis', valkey: 'Valkey', other: 'Redis-compatible server' }[flavour];
  return capabilities.version.known ? `${name} ${capabilities.version.value}` : name;
}

/** What was found, for who tries a connection: `Redis 7.4.2, cluster of 3 primaries; JSON, Search. Not allowed: SCAN`. */
export function describeFound(capabilities: Capabilities): string {
  const { mode, primaries, role, features, forbidden, resp3 } = capabilities;
  const parts = [describeServer(capabilities)];
  if (mode.known && mode.value === 'cluster') {
    parts.push(primaries.known ? `cluster of ${String(primaries.value)} primaries` : 'cluster');
  }
  if (role.known && role.value === 'replica') parts.push('a replica: it refuses to write');
  const extras = features.known ? EXTRAS.filter(([feature]) => features.value.has(feature)) : [];
  if (extras.length > 0) parts.push(extras.map(([, name]) => name).join(', '));
  if (resp3) parts.push(resp3.known ? 'RESP3' : `RESP2, because RESP3 was refused (${resp3.reason})`);
  const refused =
    forbidden.known && forbidden.value.length > 0 ? ` This user may not run ${forbidden.value.join(', ')}.` : '';
  return `${parts.join(' · ')}.${refused}`;
}

const EXTRAS: readonly (readonly [Feature, name: string])[] = [
  ['json', 'JSON'],
  ['search', 'Search'],
  ['timeSeries', 'TimeSeries'],
  ['bloom', 'Bloom filters'],
];
