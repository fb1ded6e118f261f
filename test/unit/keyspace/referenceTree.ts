import type { TreeItem } from '../../../src/core/keyspace/namespaceTree';

/** What a tree must show, worked out from the whole list of names each time, on strings of hex digits. */
export function referenceChildren(names: ReadonlySet<string>, separators: readonly string[], path: string): string[] {
  const namespaces = new Map<string, { label: string; count: number }>();
  const keys: string[] = [];
  for (const name of names) {
    const cuts = cutPoints(name, separators);
    const depth = path === '' ? 0 : cuts.findIndex(({ end }) => name.slice(0, end) === path) + 1;
    if (path !== '' && depth === 0) continue;
    const cut = cuts[depth];
    if (!cut) keys.push(name);
    else {
      const below = name.slice(0, cut.end);
      const label = name.slice(path.length, cut.at);
      namespaces.set(below, { label, count: (namespaces.get(below)?.count ?? 0) + 1 });
    }
  }
  // Hex digits sort as the bytes do.
  const groups = [...namespaces].sort(([a, x], [b, y]) => compare(x.label, y.label) || compare(a, b));
  return [
    ...groups.map(([below, { label, count }]) => `${below}/ ${label} ${String(count)}`),
    ...keys.sort().map((name) => `${name} ${name.slice(path.length)}`),
  ];
}

/** The same form for what a tree answered. */
export function describeItem(item: TreeItem): string {
  const label = item.label.toString('hex');
  if (item.kind === 'key') return `${item.key.toString('hex')} ${label}`;
  return `${item.path.toString('hex')}/ ${label} ${String(item.count)}`;
}

function cutPoints(name: string, separators: readonly string[]): { at: number; end: number }[] {
  const longestFirst = [...separators].sort((a, b) => b.length - a.length);
  const cuts: { at: number; end: number }[] = [];
  for (let at = 0; at < name.length;) {
    const separator = longestFirst.find((candidate) => name.startsWith(candidate, at));
    if (separator) cuts.push({ at, end: at + separator.length });
    at += separator?.length ?? 2;
  }
  return cuts;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
