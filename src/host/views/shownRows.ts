import type { KeyNode } from './keyRows';
import { idOf } from './keyRows';

interface Shown {
  readonly node: KeyNode;
  /** The TTL text it was painted with. */
  readonly ttl: string;
}

/** The rows that VS Code was given, by id: only the very objects it was given can be painted again one by one. */
export class ShownRows {
  private readonly rows = new Map<string, Shown>();

  clear(): void {
    this.rows.clear();
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
    return this.some(keys.map((key): KeyNode => ({ kind: 'key', connectionId: '', key, label: key })));
  }

  ofScan(path: Buffer): KeyNode[] {
    return this.some([{ kind: 'scan', path }]);
  }

  private some(alike: readonly KeyNode[]): KeyNode[] {
    return alike.flatMap((node) => this.rows.get(idOf(node))?.node ?? []);
  }
}
