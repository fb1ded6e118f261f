import type { Capabilities } from '../capabilities';
import type { BareLink, Client } from '../client';
import type { NodeHandle } from '../connection';
import type { Executor } from '../executor';
import type { ConnectionProfile } from '../profile';
import { describeAddress } from '../profile';
import type { CommandArg } from '../reply';
import type { Primary } from './clusterLinks';
import { ClusterLinks } from './clusterLinks';
import { keySlot } from './keySlot';

/** An executor for the node of that id, or for the only server there is. */
type ExecutorOf = (nodeId?: string) => Executor;

interface Linked {
  readonly client: Client;
  readonly capabilities: Capabilities;
}

export function nodeHandles(
  { client, capabilities }: Linked,
  profile: ConnectionProfile,
  executorOf: ExecutorOf,
): readonly NodeHandle[] {
  if (client instanceof ClusterLinks) return client.primaries.map((primary) => primaryHandle(primary, executorOf));
  const address = client.address ?? describeAddress(profile);
  const role = capabilities.role.known ? capabilities.role.value : 'primary';
  return [{ id: address, address, role, executor: executorOf() }];
}

/** The node that has the key, if there is one. */
export function handleOf(
  key: CommandArg,
  linked: Linked,
  profile: ConnectionProfile,
  executorOf: ExecutorOf,
): NodeHandle | undefined {
  const { client } = linked;
  if (!(client instanceof ClusterLinks)) return nodeHandles(linked, profile, executorOf)[0];
  const owner = client.ownerOf(keySlot(key));
  return owner && primaryHandle(owner, executorOf);
}

/** Where the node of that id listens, or the server that there is; undefined when it is no primary any more. */
export function endpointOf(nodeId: string, { client }: Pick<Linked, 'client'>): BareLink['endpoint'] | undefined {
  if (client instanceof ClusterLinks) return client.primaries.find(({ id }) => id === nodeId)?.link.endpoint;
  return 'endpoint' in client ? (client as BareLink).endpoint : undefined;
}

/** Asks a cluster for its layout; where there is none there is nothing to ask. */
export async function refreshLayout({ client }: Linked): Promise<void> {
  if (client instanceof ClusterLinks) await client.refresh();
}

function primaryHandle({ id, address }: Primary, executorOf: ExecutorOf): NodeHandle {
  return { id, address, role: 'primary', executor: executorOf(id) };
}
