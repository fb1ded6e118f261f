import type { KeyInfo } from '../../core/keyspace/keyTypes';
import type { TreeItem } from '../../core/keyspace/namespaceTree';

export type KeyOrder = 'name' | 'ttl' | 'size';

/**
 * Sorts the rows of one page, which come by name: namespaces stay first (by size: those with the most keys first). By
 * TTL: what expires first, then what never does. By size: bytes of strings and elements of others, the largest first,
 * which LENGTH commands tell cheaply; what is not known comes last. Names decide where nothing else does.
 */
export function sortItems(
  items: readonly TreeItem[],
  order: KeyOrder,
  infoOf: (key: Buffer) => KeyInfo | undefined,
): readonly TreeItem[] {
  if (order === 'name') return items;
  // Sorting is stable, and the items come by name.
  return [...items].sort((a, b) => {
    if (a.kind === 'namespace' || b.kind === 'namespace') return compareWithNamespace(a, b, order);
    const [x, y] = [infoOf(a.key), infoOf(b.key)];
    return order === 'ttl' ? ascending(expiry(x), expiry(y)) : ascending(smallness(x), smallness(y));
  });
}

function compareWithNamespace(a: TreeItem, b: TreeItem, order: KeyOrder): number {
  if (a.kind === 'key') return 1;
  if (b.kind === 'key') return -1;
  return order === 'size' ? b.count - a.count : 0;
}

function ascending(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Wall time at which it expires. */
function expiry(info: KeyInfo | undefined): number {
  return info?.ttl.kind === 'expires' ? info.ttl.readAt + info.ttl.ms : Infinity;
}

function smallness(info: KeyInfo | undefined): number {
  return info?.length === undefined ? Infinity : -info.length;
}
