import type { KeyInfo, Ttl } from '../../core/keyspace/keyTypes';
import type { TreeItem } from '../../core/keyspace/namespaceTree';

/**
 * How the rows of a namespace are sorted; namespaces stay first (by size: those with the most keys first). By TTL: what
 * expires first, then what never does. By size: bytes of strings and elements of others, the largest first, which LENGTH
 * commands tell cheaply; what has no cheap length comes last. Names decide where nothing else does.
 */
export type KeyOrder = 'name' | 'ttl' | 'size';

/** The lower, the earlier it comes. */
export function rankOfInfo(info: KeyInfo, order: Exclude<KeyOrder, 'name'>): number {
  if (order === 'ttl') return rankOfTtl(info.ttl);
  return info.length === undefined ? Infinity : -info.length;
}

/** Wall time at which it expires. */
export function rankOfTtl(ttl: Ttl): number {
  return ttl.kind === 'expires' ? ttl.readAt + ttl.ms : Infinity;
}

/** For those that come by name, as sorting is stable. */
export function compareNamespaces(a: TreeItem, b: TreeItem, order: KeyOrder): number {
  return order === 'size' && a.kind === 'namespace' && b.kind === 'namespace' ? b.count - a.count : 0;
}
