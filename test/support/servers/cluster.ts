import type { Flavour } from './flavours';
import { freePort } from './freePort';
import { withClient } from './respClient';
import { startServer } from './startServer';
import type { RunningServer, ServerOptions } from './startServer';
import { until } from './until';

const slots = 16_384;

export interface ClusterOptions {
  /** Replicas of each primary, 0 or 1. Default 0. */
  readonly replicas?: 0 | 1;
  readonly flavour?: Flavour;
  /** For every node. */
  readonly server?: Pick<ServerOptions, 'maxmemory' | 'args' | 'binary'>;
}

export interface RunningCluster {
  /** Primary i of three has the slots from i * 16384 / 3 on. */
  readonly primaries: readonly RunningServer[];
  /** Replica i follows primary i; empty without replicas. */
  readonly replicas: readonly RunningServer[];
  readonly nodes: readonly RunningServer[];
  stop(): Promise<void>;
}

interface Node {
  readonly server: RunningServer;
  readonly busPort: number;
}

/** Starts a cluster of three primaries that own all slots, and waits until every node says that it is well. */
export async function startCluster(options: ClusterOptions = {}): Promise<RunningCluster> {
  const started: Node[] = [];
  const stop = async () => {
    await Promise.all(started.map(({ server }) => server.stop()));
  };
  try {
    const count = options.replicas === 1 ? 6 : 3;
    await Promise.all(Array.from({ length: count }, async () => void started.push(await startNode(options))));
    const primaries = started.slice(0, 3);
    const replicas = started.slice(3);
    await Promise.all(primaries.map(({ server }, index) => own(server, index, primaries.length)));
    await meet(started);
    await follow(primaries, replicas);
    await Promise.all(started.map(({ server }) => healthy(server, count)));
    const servers = started.map(({ server }) => server);
    return { primaries: servers.slice(0, 3), replicas: servers.slice(3), nodes: servers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startNode({ flavour = 'redis7', server = {} }: ClusterOptions): Promise<Node> {
  // The default bus port is the port + 10 000, which does not exist for most free ports.
  const busPort = await freePort();
  const mode = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort), '--cluster-node-timeout', '2000'];
  // By default a primary waits five seconds for more replicas before it sends its data.
  mode.push('--repl-diskless-sync-delay', '0');
  return { server: await startServer(flavour, { ...server, args: [...mode, ...(server.args ?? [])] }), busPort };
}

async function own(server: RunningServer, index: number, of: number): Promise<void> {
  const first = Math.floor((index * slots) / of);
  const last = Math.floor(((index + 1) * slots) / of) - 1;
  await withClient(server.address, async (client) => {
    // Epochs that differ from the start spare the nodes from settling it among themselves.
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
    await client.call('CLUSTER', 'ADDSLOTSRANGE', first, last);
  });
}

async function meet([first, ...others]: readonly Node[]): Promise<void> {
  if (!first) return;
  await withClient(first.server.address, async (client) => {
    for (const { server, busPort } of others) await client.call('CLUSTER', 'MEET', server.host, server.port, busPort);
  });
}

async function follow(primaries: readonly Node[], replicas: readonly Node[]): Promise<void> {
  await Promise.all(
    replicas.map(async ({ server }, index) => {
      const primary = primaries[index];
      if (!primary) return;
      const id = await withClient(primary.server.address, (client) => client.text('CLUSTER', 'MYID'));
      // Gossip takes a moment to tell the replica of its primary.
      await until('the replica to know its primary', () =>
        withClient(server.address, (client) => client.text('CLUSTER', 'REPLICATE', String(id))),
      );
    }),
  );
}

async function healthy(server: RunningServer, count: number): Promise<void> {
  await until('cluster_state:ok', () =>
    withClient(server.address, async (client) => {
      const info = String(await client.text('CLUSTER', 'INFO'));
      const nodes = String(await client.text('CLUSTER', 'NODES'));
      const replicating = !/role:slave[^]*master_link_status:down/.test(
        String(await client.text('INFO', 'replication')),
      );
      const known = nodes.trim().split('\n').length === count && !/handshake|fail|noaddr/.test(nodes);
      return info.includes('cluster_state:ok') && known && replicating ? true : undefined;
    }),
  );
}
