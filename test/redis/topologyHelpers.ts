import type { ConnectionProfile } from '../../src/core/redis/profile';

interface Address {
  readonly host: string;
  readonly port: number;
}

/** The part of a profile that says which cluster. */
export function clusterAt(nodes: readonly Address[], natMap?: Record<string, string>): Partial<ConnectionProfile> {
  const seeds = nodes.map(({ host, port }) => ({ host, port }));
  return { topology: { kind: 'cluster', nodes: seeds, ...(natMap && { natMap }) } };
}
