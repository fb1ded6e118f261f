import { CodedError } from '../../base/errors';
import { reachable } from '../natMap';
import type { NatMap, TcpEndpoint } from '../profile';
import type { Reply } from '../reply';
import { asArray, asNumber, asOptionalText, asText } from '../reply';

/** A node as the cluster names it, at the address where it is reached from here. */
export interface ClusterNode {
  readonly id: string;
  readonly endpoint: TcpEndpoint;
}

/** Slots from `first` to `last` and who serves them. */
export interface SlotRange {
  readonly first: number;
  readonly last: number;
  readonly primary: ClusterNode;
  readonly replicas: readonly ClusterNode[];
}

/**
 * Reads the reply of `CLUSTER SLOTS` (every cluster has it; SHARDS came with Redis 7). `asked` is the server that said so:
 * a node that does not know its own address, or must not tell it, leaves the host out.
 */
export function readSlots(reply: Reply, asked: TcpEndpoint, natMap: NatMap | undefined): readonly SlotRange[] {
  const ranges = asArray(reply).map((entry) => {
    const [first, last, primary, ...replicas] = asArray(entry);
    return {
      first: asNumber(first ?? null),
      last: asNumber(last ?? null),
      primary: readNode(primary ?? null, asked, natMap),
      replicas: replicas.map((node) => readNode(node, asked, natMap)),
    };
  });
  if (ranges.length > 0) return ranges;
  const text = 'The cluster serves no slots yet. Assign them with "redis-cli --cluster create", then try again.';
  throw new CodedError('CLUSTER_DOWN', text);
}

function readNode(node: Reply, asked: TcpEndpoint, natMap: NatMap | undefined): ClusterNode {
  const [host, port, id] = asArray(node);
  const endpoint = namedEndpoint(asOptionalText(host ?? null), asNumber(port ?? null), asked, natMap);
  return { id: asText(id ?? null), endpoint };
}

/** `?` stands for a host name that a node was not given. */
export function namedEndpoint(
  host: string | undefined,
  port: number,
  asked: TcpEndpoint,
  natMap: NatMap | undefined,
): TcpEndpoint {
  return reachable({ host: host === undefined || host === '' || host === '?' ? asked.host : host, port }, natMap);
}
