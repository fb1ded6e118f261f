import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { AnyPattern } from '../../core/patterns/contract';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import { Audits } from '../actions/audits';
import { AuditDocuments } from '../panels/auditDocuments';
import { AuditMemories } from '../storage/auditMemories';
import { setContextKey } from '../ui/contextKeys';
import { AuditTree } from './auditTree';
import { viewIds } from './viewIds';

/** Audits, their view and their reports. */
export interface Auditing extends Disposable {
  readonly audits: Audits;
  readonly tree: AuditTree;
  readonly documents: AuditDocuments;
}

/** Shows the Audit view. It reads nothing by itself: an audit runs when somebody asks for one. */
export function showAuditView(
  connections: ConnectionManager,
  patterns: readonly AnyPattern[],
  state: vscode.Memento,
): Auditing {
  const store = new DisposableStore();
  const audits = store.add(new Audits(new AuditMemories(state)));
  const tree = store.add(new AuditTree(audits, connections, new Set(patterns.map(({ id }) => id))));
  const documents = store.add(new AuditDocuments(audits, connections));
  const view = store.add(
    vscode.window.createTreeView(viewIds.audit, { treeDataProvider: tree, showCollapseAll: true }),
  );
  const paint = (): void => {
    const { result } = tree;
    setContextKey('redisPatterns:audited', result !== undefined);
    setContextKey('redisPatterns:auditByNamespace', tree.grouping === 'namespace');
    view.description = result === undefined ? '' : new Date(result.at).toLocaleTimeString();
  };
  store.add(tree.onDidChangeTreeData(paint));
  paint();
  const dispose = (): void => {
    store.dispose();
  };
  return { audits, tree, documents, dispose };
}
