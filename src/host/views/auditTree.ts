import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { Finding } from '../../core/audit/finding';
import { idOf } from '../../core/audit/auditMemory';
import type { AuditResult } from '../../core/audit/runAudit';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { Audits } from '../actions/audits';
import type { AuditNode } from './auditRows';
import { findingItem, findingKeyItem, groupItem, groupOf, summaryItem } from './auditRows';

type Grouping = 'severity' | 'namespace';

/** The findings of the active connection's last audit, by severity or by family of keys. */
export class AuditTree implements vscode.TreeDataProvider<AuditNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private by: Grouping = 'severity';

  constructor(
    private readonly audits: Audits,
    private readonly connections: ConnectionManager,
    /** Ids of the patterns: findings lead to their lessons. */
    private readonly lessons: ReadonlySet<string>,
  ) {
    this.store.add(audits.onDidChange(() => this.changed.fire(undefined)));
    this.store.add(
      connections.onDidChange(() => {
        audits.keepOnly(connections.profiles.map(({ id }) => id));
        this.changed.fire(undefined);
      }),
    );
  }

  /** Of the connection whose keys are shown beside it. */
  get result(): AuditResult | undefined {
    return this.connectionId === undefined ? undefined : this.audits.of(this.connectionId);
  }

  get grouping(): Grouping {
    return this.by;
  }

  groupBy(by: Grouping): void {
    this.by = by;
    this.changed.fire(undefined);
  }

  getChildren(node?: AuditNode): AuditNode[] {
    const { result, connectionId } = this;
    if (!result || connectionId === undefined) return [];
    if (!node)
      return [
        { kind: 'summary', connectionId },
        ...this.groups(result).map((group) => ({ kind: 'group' as const, connectionId, group })),
      ];
    if (node.kind === 'group') {
      const of = result.findings.filter((finding) => groupOf(finding, this.by) === node.group);
      return of.map((finding) => ({ kind: 'finding', connectionId, finding, group: node.group }));
    }
    if (node.kind !== 'finding') return [];
    const { finding } = node;
    return (finding.evidence.keys ?? []).map((key) => ({ kind: 'key', connectionId, key, finding }));
  }

  getTreeItem(node: AuditNode): vscode.TreeItem {
    const { result } = this;
    // Forgotten between the two questions: the next refresh is on its way.
    if (!result) return new vscode.TreeItem('');
    switch (node.kind) {
      case 'summary':
        return summaryItem(node, result, this.connections.active?.profile.name ?? '');
      case 'group':
        return groupItem(node, this.findingsOf(result, node.group));
      case 'finding':
        return findingItem(node, result.gone !== undefined && !result.known.has(idOf(node.finding)), this.lessons);
      case 'key':
        return findingKeyItem(node, groupOf(node.finding, this.by));
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  private get connectionId(): string | undefined {
    return this.connections.active?.profile.id;
  }

  /** In the order of their most severe finding. */
  private groups({ findings }: AuditResult): string[] {
    return [...new Set(findings.map((finding) => groupOf(finding, this.by)))];
  }

  private findingsOf({ findings }: AuditResult, group: string): readonly Finding[] {
    return findings.filter((finding) => groupOf(finding, this.by) === group);
  }
}
