import type { Flavour } from './flavours';
import { withClient } from './respClient';
import { startServer } from './startServer';
import type { RunningServer } from './startServer';
import { until } from './until';

export interface SentinelOptions {
  /** Default 1. */
  readonly replicas?: 1 | 2;
  readonly flavour?: Flavour;
  /** The name under which the Sentinels watch the primary. Default `mymaster`, as in Redis's own examples. */
  readonly name?: string;
  /** Milliseconds of silence after which the primary counts as down. Default 1 000. */
  readonly downAfter?: number;
}

export interface RunningSentinels {
  readonly name: string;
  /** The primary at the start; after a failover ask a Sentinel (currentPrimary). */
  readonly primary: RunningServer;
  readonly replicas: readonly RunningServer[];
  /** Three: two of them agree on a failover. */
  readonly sentinels: readonly RunningServer[];
  /** The port of the primary that the first Sentinel names now. */
  currentPrimary(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a primary with replicas and three Sentinels, and waits until each Sentinel knows all the others and the replicas. */
export async function startSentinels(options: SentinelOptions = {}): Promise<RunningSentinels> {
  const { replicas: count = 1, flavour = 'redis7', name = 'mymaster', downAfter = 1_000 } = options;
  const started: RunningServer[] = [];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
  };
  const keep = async (server: Promise<RunningServer>) => {
    started.push(await server);
    return await server;
  };
  try {
    // Without a delay a replica that has just come gets its data at once instead of after five seconds.
    const soon = ['--repl-diskless-sync-delay', '0'];
    const primary = await keep(startServer(flavour, { args: soon }));
    const following = [...soon, '--replicaof', `${primary.host} ${primary.port}`];
    const replicas = await Promise.all(
      Array.from({ length: count }, () => keep(startServer(flavour, { args: following }))),
    );
    await Promise.all(replicas.map(inSync));
    const sentinel = directives(name, primary.port, downAfter);
    const sentinels = await Promise.all([1, 2, 3].map(() => keep(startServer(flavour, { sentinel }))));
    await Promise.all(sentinels.map((server) => complete(server, name, count)));
    const currentPrimary = () => primaryOf(sentinels, name);
    return { name, primary, replicas, sentinels, currentPrimary, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function directives(name: string, port: number, downAfter: number): string[] {
  return [
    `sentinel monitor ${name} 127.0.0.1 ${port} 2`,
    `sentinel down-after-milliseconds ${name} ${downAfter}`,
    // Ten seconds until a failover that stalled is tried again; the default of three minutes outlasts a test.
    `sentinel failover-timeout ${name} 10000`,
  ];
}

async function inSync(replica: RunningServer): Promise<void> {
  await until('the replica to be in sync', () =>
    withClient(replica.address, async (client) =>
      String(await client.text('INFO', 'replication')).includes('master_link_status:up') ? true : undefined,
    ),
  );
}

async function complete(sentinel: RunningServer, name: string, replicas: number): Promise<void> {
  const expected = new RegExp(`name=${name},status=ok,address=[^,]+,slaves=${replicas},sentinels=3`);
  await until('the Sentinels to know each other', () =>
    withClient(sentinel.address, async (client) =>
      expected.test(String(await client.text('INFO', 'sentinel'))) ? true : undefined,
    ),
  );
}

async function primaryOf(sentinels: readonly RunningServer[], name: string): Promise<number> {
  const [first] = sentinels;
  if (!first) throw new Error('There is no Sentinel.');
  const ask = ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name];
  const answer = await withClient(first.address, (client) => client.text(...ask));
  return Number(Array.isArray(answer) ? answer[1] : undefined);
}
