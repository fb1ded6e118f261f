import { startsWith } from '../../core/keyspace/watch/prefixes';
import type { KeyNode } from './keyRows';
import { idOf } from './keyRows';
import type { ProgressKind } from './rowWork';

interface Shown {
  readonly node: KeyNode;
  /** The TTL text it was painted with. */
  readonly ttl: string;
}

/** The rows that VS Code was given, by id: only the very objects it was given can be painted again one by one. */
export class ShownRows {
  private rows = new Map<string, Shown>();
  /** Rows that are on screen while VS Code asks for all of them again. */
  private before = new Map<string, Shown>();

  /** VS Code begins to ask for all rows again. */
  startOver(): void {
    this.before = this.rows;
    this.rows = new Map();
  }

  note(node: KeyNode, ttl: string): void {
    this.rows.set(idOf(node), { node, ttl });
  }

  /** The rows whose TTL reads differently by now. */
  whereTtlChanged(ttlOf: (node: KeyNode) => string): KeyNode[] {
    return [...this.rows.values()].filter(({ node, ttl }) => ttl !== ttlOf(node)).map(({ node }) => node);
  }

  keys(): Buffer[] {
    return [...this.rows.values()].flatMap(({ node }) => (node.kind === 'key' ? [node.key] : []));
  }

  ofKeys(keys: readonly Buffer[]): KeyNode[] {
    return this.some(keys.flatMap(alike));
  }

  hasKey(key: Buffer): boolean {
    const ids = alike(key).map(idOf);
    return ids.some((id) => this.rows.has(id) || this.before.has(id));
  }

  /** The row that tells how far something is with this path. */
  ofPath(kind: ProgressKind, path: Buffer): KeyNode[] {
    return this.some([{ kind, path }]);
  }

  /** The rows under this namespace are on screen no more. */
  forgetUnder(path: Buffer): void {
    for (const rows of [this.rows, this.before]) {
      for (const [id, { node }] of rows) if (isUnder(node, path)) rows.delete(id);
    }
  }

  private some(nodes: readonly KeyNode[]): KeyNode[] {
    return nodes.flatMap((node) => this.rows.get(idOf(node))?.node ?? []);
  }
}

/** The rows that a key may have. */
function alike(key: Buffer): KeyNode[] {
  const node = { kind: 'key', connectionId: '', key, label: key } as const;
  return [node, { ...node, exact: true }];
}

function isUnder(node: KeyNode, path: Buffer): boolean {
  if (node.kind === 'key') return !node.exact && startsWith(node.key, path);
  return startsWith(node.path, path) && !(node.kind === 'namespace' && node.path.equals(path));
}
