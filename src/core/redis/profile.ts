/** How carefully a server is treated: the word and colour shown, and what is confirmed before it is done. */
export type Environment = 'development' | 'staging' | 'production';

export interface TcpEndpoint {
  readonly host: string;
  readonly port: number;
}

export interface SocketEndpoint {
  /** Absolute path of a Unix domain socket. */
  readonly path: string;
}

/** Where the servers are, and what kind of deployment they form. */
export type Topology =
  | { readonly kind: 'standalone'; readonly endpoint: TcpEndpoint | SocketEndpoint }
  | { readonly kind: 'cluster'; readonly nodes: readonly TcpEndpoint[]; readonly natMap?: NatMap }
  | {
      readonly kind: 'sentinel';
      readonly masterName: string;
      readonly sentinels: readonly TcpEndpoint[];
      /** As whom the sentinels are asked; most ask for nobody. */
      readonly username?: string;
      readonly natMap?: NatMap;
    };

/**
 * Where the addresses that servers name are reached from here, both as `host:port`: a cluster in Docker names addresses
 * of Docker's own network.
 */
export type NatMap = Readonly<Record<string, string>>;

export interface TlsOptions {
  /** Checked against the system's authorities, or against `caFile` when given. `false` accepts any certificate. */
  readonly verify: boolean;
  readonly serverName?: string;
  /** Paths of PEM files. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** Everything about a connection that is not secret. The password lives in the secret store under the profile's id. */
export interface ConnectionProfile {
  readonly id: string;
  readonly name: string;
  readonly topology: Topology;
  readonly username?: string;
  /** Logical database, 0 unless said otherwise. Clusters have only 0. */
  readonly database: number;
  readonly tls?: TlsOptions;
  /** The version of RESP; 2 unless said otherwise. What is shown is the same. */
  readonly protocol?: 2 | 3;
  readonly environment: Environment;
  readonly readOnly: boolean;
  /** The password is asked for each time a person connects, and kept nowhere. */
  readonly asksPassword?: boolean;
  /** Chosen in the list of databases; it stands over what the template says. */
  readonly chosenDatabase?: number;
  /**
   * The shared profile as it is written, when it has `${env:NAME}` in it. It is read again with the variables' values
   * when connecting (`resolveProfile`); until then, the topology may have as a path what stands for the address.
   */
  readonly template?: Readonly<Record<string, unknown>>;
}

/** The address as people write it: `localhost:6379`, a socket's path, or the first node of many. Never a secret. */
export function describeAddress(profile: ConnectionProfile): string {
  const { topology } = profile;
  switch (topology.kind) {
    case 'standalone':
      return formatEndpoint(topology.endpoint);
    case 'cluster':
      return listed(topology.nodes);
    case 'sentinel':
      return `${topology.masterName} via ${listed(topology.sentinels)}`;
  }
}

function listed(nodes: readonly TcpEndpoint[]): string {
  const [first, ...others] = nodes;
  if (!first) return 'no address';
  return others.length === 0 ? formatEndpoint(first) : `${formatEndpoint(first)} and ${String(others.length)} more`;
}

/** `host:port`, an IPv6 host in brackets; of a socket its path. */
export function formatEndpoint(endpoint: TcpEndpoint | SocketEndpoint): string {
  if ('path' in endpoint) return endpoint.path;
  const { host, port } = endpoint;
  // The colon of `${env:NAME}` is not that of an IPv6 address.
  return host.includes(':') && !host.includes('$') ? `[${host}]:${String(port)}` : `${host}:${String(port)}`;
}
