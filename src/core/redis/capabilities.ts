/** A fact about the server, or why it could not be learnt. */
export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly reason: string };

export type ServerFlavour = 'redis' | 'valkey' | 'other';

/** Command families a feature may need. Probed by `COMMAND INFO`, never by version. */
export type Feature =
  'json' | 'search' | 'timeSeries' | 'bloom' | 'hashFieldTtl' | 'functions' | 'scripting' | 'vectorSet';

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
