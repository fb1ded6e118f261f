import type { Clock } from '../base/clock';
import { openBareLink } from './bareLink';
import type { Client, OpenOptions } from './client';
import type { ClusterMemory } from './cluster/openCluster';
import { openCluster } from './cluster/openCluster';
import type { ConnectionProfile } from './profile';
import { openPrimary } from './sentinel';

/** Opens links, to one server or to all that the profile's deployment needs. */
export type OpenClient = (profile: ConnectionProfile, options: OpenOptions) => Promise<Client>;

/**
 * A link that is let in and on the profile's database. Rejects with the `CodedError` that says why not; then nothing is
 * left open. One factory per connection: it remembers the nodes of a cluster, to find it again without those it began with.
 */
export function clientFactory(clock: Clock): OpenClient {
  const memory: ClusterMemory = { nodes: [], failures: 0 };
  return async (profile, options) => {
    const { topology } = profile;
    switch (topology.kind) {
      case 'standalone':
        return openBareLink(profile, topology.endpoint, options, clock);
      case 'sentinel':
        return openPrimary(profile, topology, options, clock);
      case 'cluster':
        return openCluster(profile, topology, options, memory, clock);
    }
  };
}
