import type { Clock } from '../../base/clock';
import { CodedError, toCodedError } from '../../base/errors';
import { openBareLink } from '../bareLink';
import type { Client, OpenOptions } from '../client';
import { firstAnswer } from '../firstAnswer';
import type { ConnectionProfile, NatMap, TcpEndpoint, Topology } from '../profile';
import { formatEndpoint } from '../profile';
import { ReplyError } from '../reply';
import { serverError } from '../serverErrors';
import { ClusterLinks } from './clusterLinks';
import type { SlotRange } from './topology';
import { readSlots } from './topology';

/** What a connection knows of its cluster from one try to the next. */
export interface ClusterMemory {
  /** All nodes that were there last, replicas too: after a failover those of the profile may all be gone. */
  nodes: readonly TcpEndpoint[];
  failures: number;
}

/** Links to all primaries of the cluster. Rejects with the `CodedError` that says why not; then nothing is left open. */
export async function openCluster(
  profile: ConnectionProfile,
  topology: Extract<Topology, { kind: 'cluster' }>,
  options: OpenOptions,
  memory: ClusterMemory,
  clock: Clock,
): Promise<ClusterLinks> {
  if (profile.database !== 0) throw onlyDatabaseZero(profile);
  const giveUpAt = clock.monotonic() + options.timeoutMs;
  const { natMap } = topology;
  let connected = false;
  const open = (endpoint: TcpEndpoint): Promise<Client> => {
    // The links that open all at once share the time; those that a redirection opens later have all of it.
    const timeoutMs = connected ? options.timeoutMs : Math.max(1, giveUpAt - clock.monotonic());
    return openBareLink(profile, endpoint, { ...options, timeoutMs }, clock);
  };
  const onLayout = (ranges: readonly SlotRange[]): void => {
    memory.nodes = ranges.flatMap(({ primary, replicas }) => [primary, ...replicas]).map(({ endpoint }) => endpoint);
  };
  const links = new ClusterLinks({ open, natMap, clock, timeoutMs: options.timeoutMs, onLayout });
  try {
    const candidates = candidatesOf(profile, topology.nodes, memory);
    const ranges = await firstAnswer(candidates, (node) => askNode(open, node, natMap, giveUpAt, clock), ignore, clock);
    await links.apply(ranges).catch((error: unknown) => {
      throw missingPrimary(error);
    });
    connected = true;
    memory.failures = 0;
    return links;
  } catch (error) {
    memory.failures += 1;
    links.close();
    throw error instanceof AggregateError ? noNode(error) : error;
  }
}

function ignore(): void {
  // A second layout is as good as the first; its link is closed already.
}

/** Each node once, beginning with another one after each failure: the one asked first may be cut off from the others. */
function candidatesOf(
  profile: ConnectionProfile,
  seeds: readonly TcpEndpoint[],
  memory: ClusterMemory,
): readonly TcpEndpoint[] {
  const byAddress = new Map([...seeds, ...memory.nodes].map((node) => [formatEndpoint(node), node]));
  if (byAddress.size === 0) {
    throw new CodedError('INVALID_INPUT', `"${profile.name}" has no node. Add the address of at least one.`);
  }
  const all = [...byAddress.values()];
  const start = memory.failures % all.length;
  return [...all.slice(start), ...all.slice(0, start)];
}

async function askNode(
  open: (endpoint: TcpEndpoint) => Promise<Client>,
  node: TcpEndpoint,
  natMap: NatMap | undefined,
  giveUpAt: number,
  clock: Clock,
): Promise<readonly SlotRange[]> {
  const client = await open(node);
  const deadline = clock.after(Math.max(1, giveUpAt - clock.monotonic()), () => {
    client.close();
  });
  try {
    const [slots] = await Promise.all(client.write([['CLUSTER', 'SLOTS']]));
    return readSlots(slots ?? null, node, natMap);
  } catch (error) {
    throw refused(node, error);
  } finally {
    deadline.dispose();
    client.close();
  }
}

function refused(node: TcpEndpoint, error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  if (!(error instanceof ReplyError)) {
    const text = `${formatEndpoint(node)} did not tell the layout of its cluster in time. Check its log.`;
    return new CodedError('CONNECTION_LOST', text, { cause: error });
  }
  if (/cluster support disabled|^ERR unknown command/i.test(error.message)) {
    const text = `The server at ${formatEndpoint(node)} is not part of a cluster. Make the connection a standalone connection.`;
    return new CodedError('NOT_AVAILABLE', text, { cause: error });
  }
  return serverError(error, ['CLUSTER', 'SLOTS']);
}

function noNode(failure: AggregateError): CodedError {
  const causes = (failure.errors as readonly unknown[]).map(toCodedError);
  // That a node refuses us says more than that others are out of reach.
  const silent = new Set<unknown>(['CONNECT_REFUSED', 'CONNECT_TIMEOUT', 'HOST_NOT_FOUND', 'CONNECTION_LOST']);
  const best = causes.find(({ code }) => !silent.has(code)) ?? causes[0];
  if (!best || causes.length === 1 || !silent.has(best.code)) return best ?? toCodedError(failure);
  const text = `None of the ${String(causes.length)} known nodes of the cluster can be asked. The first: ${best.message}`;
  return new CodedError(best.code, text, { cause: best });
}

function missingPrimary(error: unknown): CodedError {
  const cause = toCodedError(error);
  const text = `A primary that the cluster names is not reachable from here: ${cause.message} If it is up, map its address to one that is reached from here.`;
  const unreachable = new Set<unknown>(['CONNECT_REFUSED', 'CONNECT_TIMEOUT', 'HOST_NOT_FOUND', 'CONNECTION_LOST']);
  return unreachable.has(cause.code) ? new CodedError(cause.code, text, { cause }) : cause;
}

function onlyDatabaseZero({ name, database }: ConnectionProfile): CodedError {
  const text = `"${name}" asks for database ${String(database)}, but a cluster has only database 0. Edit the connection.`;
  return new CodedError('DATABASE_OUT_OF_RANGE', text);
}
