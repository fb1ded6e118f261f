import type { TcpEndpoint, Topology } from './profile';
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

export function standalone({ host, port }: TcpEndpoint): Topology {
  return { kind: 'standalone', endpoint: { host, port } };
}
