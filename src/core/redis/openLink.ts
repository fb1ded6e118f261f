import type { Clock } from '../base/clock';
import type { CodedError } from '../base/errors';
import type { Capabilities } from './capabilities';
import type { Client } from './client';
import { ClusterLinks } from './cluster/clusterLinks';
import { ClusterRouter } from './cluster/clusterRouter';
import { connectTimeout } from './connectErrors';
import { connectionLost } from './connectionErrors';
import type { Link } from './dispatcher';
import { Guard } from './guard';
import { probe } from './probe';
import type { ConnectionProfile } from './profile';

/** A link with all that a connection knows about what is at its other end. */
export interface OpenLink extends Link {
  readonly capabilities: Capabilities;
}

/** Asks a fresh link what the server is and allows, within `timeoutMs`. Closes it when it cannot be used, and rejects. */
export async function readyToUse(
  client: Client,
  profile: ConnectionProfile,
  timeoutMs: number,
  clock: Clock,
): Promise<OpenLink> {
  // Closing it makes the question fail with a lost connection, which is not what people have to hear.
  let late: CodedError | undefined;
  const deadline = clock.after(timeoutMs, () => {
    late = connectTimeout(profile);
    client.close();
  });
  try {
    const cluster = client instanceof ClusterLinks ? client : undefined;
    const { capabilities, commands } = await probe(client, cluster?.primaries.length, profile.protocol === 3);
    const guard = new Guard(profile.name, profile.readOnly, commands);
    if (!cluster) return { client, capabilities, guard };
    const router = new ClusterRouter(cluster, commands.known ? commands.value : undefined, clock);
    return { client, capabilities, guard, router };
  } catch (error) {
    client.close();
    throw late ?? connectionLost(profile, error);
  } finally {
    deadline.dispose();
  }
}
