import type { ConnectionProfile, Environment, TcpEndpoint, Topology } from './profile';
import { formatEndpoint } from './profile';
import type { ParsedUrl } from './url';

/** A connection that stands in a file of the workspace. It is offered, and never used unasked. */
export interface FoundConnection extends ParsedUrl {
  /** What it is called there, and its address: `REDIS_URL · localhost:6379/1`. Never a secret. */
  readonly title: string;
  /** Where it stands; lines are counted from 1. */
  readonly source: { readonly file: string; readonly line: number };
}

export function foundConnection(
  name: string,
  source: FoundConnection['source'],
  { profile, password }: ParsedUrl,
): FoundConnection {
  const { topology, database } = profile;
  const endpoint = topology.kind === 'standalone' ? topology.endpoint : undefined;
  const address = `${endpoint ? formatEndpoint(endpoint) : name}${database === 0 ? '' : `/${String(database)}`}`;
  return { title: `${name} · ${address}`, source, profile, ...(password && { password }) };
}

/** What a file's name says of its servers; undefined where it says nothing. */
export function environmentOf(file: string): Environment | undefined {
  const words = file.toLowerCase().split(/[^a-z]+/);
  if (words.some((word) => /^(?:prod|production|live)$/.test(word))) return 'production';
  if (words.some((word) => /^(?:stage|staging|preprod|uat)$/.test(word))) return 'staging';
  return undefined;
}

/** Whether the server is on this machine: a socket or the loopback. */
export function isOnThisMachine({ topology }: Pick<ConnectionProfile, 'topology'>): boolean {
  if (topology.kind !== 'standalone') return false;
  const { endpoint } = topology;
  return 'path' in endpoint || /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(endpoint.host);
}

export function standalone({ host, port }: TcpEndpoint): Topology {
  return { kind: 'standalone', endpoint: { host, port } };
}
