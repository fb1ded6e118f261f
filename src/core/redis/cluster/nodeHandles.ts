import type { Capabilities } from '../capabilities';
import type { Client } from '../client';
import type { NodeHandle } from '../connection';
import type { Executor } from '../executor';
import type { ConnectionProfile } from '../profile';
import { describeAddress } from '../profile';
import type { Primary } from './clusterLinks';
import { ClusterLinks } from './clusterLinks';

/** An executor for the node of that id, or for the only server there is. */
type ExecutorOf = (nodeId?: string) => Executor;

export function nodeHandles(
  client: Client,
  capabilities: Capabilities,
  profile: ConnectionProfile,
  executorOf: ExecutorOf,
): readonly NodeHandle[] {
  if (client instanceof ClusterLinks) return client.primaries.map((primary) => primaryHandle(primary, executorOf));
  const address = client.address ?? describeAddress(profile);
  const role = capabilities.role.known ? capabilities.role.value : 'primary';
  return [{ id: address, address, role, executor: executorOf() }];
}

export function primaryHandle({ id, address }: Primary, executorOf: ExecutorOf): NodeHandle {
  return { id, address, role: 'primary', executor: executorOf(id) };
}
