import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { ConnectionProfile } from '../../core/redis/profile';
import { describeAddress } from '../../core/redis/profile';
import { careWords, problemOf, stateIcon, stateWord } from '../ui/connectionWords';
import { onReconnectTick } from '../ui/reconnectTicks';
import { databaseItem, withUsed } from './databaseRows';
import { factRows } from './factRows';
import { LiveFacts } from './liveFacts';
import { viewIds } from './viewIds';

export type ConnectionNode =
  | { readonly kind: 'connection'; readonly connectionId: string }
  | { readonly kind: 'fact'; readonly connectionId: string; readonly text: string; readonly icon: string }
  | { readonly kind: 'database'; readonly connectionId: string; readonly database: number; readonly keys: number };

/** The profiles with their state, and below each what its server says of itself. */
export class ConnectionsTree implements vscode.TreeDataProvider<ConnectionNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  /** Read while somebody looks: see `showConnectionsView`. */
  readonly live: LiveFacts;
  /** Of the view; a countdown nobody sees is not painted. */
  visible = false;

  constructor(private readonly connections: ConnectionManager) {
    this.live = this.store.add(new LiveFacts(connections));
    this.store.add(
      this.live.onDidChange(() => {
        this.changed.fire(undefined);
      }),
    );
    this.store.add(
      connections.onDidChange(() => {
        this.changed.fire(undefined);
      }),
    );
    this.store.add(
      onReconnectTick(connections, () => {
        if (this.visible) this.changed.fire(undefined);
      }),
    );
  }

  getChildren(node?: ConnectionNode): ConnectionNode[] {
    if (!node) return this.connections.profiles.map(({ id }) => ({ kind: 'connection', connectionId: id }));
    if (node.kind !== 'connection') return [];
    this.live.setExpanded(node.connectionId, true);
    return this.factsOf(node.connectionId);
  }

  getTreeItem(node: ConnectionNode): vscode.TreeItem {
    if (node.kind === 'fact') return factItem(node);
    const profile = this.connections.profiles.find(({ id }) => id === node.connectionId);
    if (node.kind === 'database') return databaseItem(node, profile?.database);
    // Removed between the two questions: the next refresh is on its way.
    return profile ? this.connectionItem(profile) : new vscode.TreeItem('');
  }

  dispose(): void {
    this.store.dispose();
  }

  private connectionItem(profile: ConnectionProfile): vscode.TreeItem {
    const state = this.connections.get(profile.id)?.state;
    const isActive = this.connections.active?.profile.id === profile.id;
    const hasFacts = this.factsOf(profile.id).length > 0;
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(profile.name, hasFacts ? Collapsed : None);
    const words = [
      ...careWords(profile),
      ...(state === undefined || state.kind === 'disconnected' ? [] : [stateWord(state)]),
      // Of one there is nothing to tell apart.
      ...(isActive && this.connections.profiles.length > 1 ? ['active'] : []),
      describeAddress(profile),
    ];
    item.id = profile.id;
    item.description = words.join(' · ');
    item.iconPath = stateIcon(state, profile.environment);
    const isOpen = state !== undefined && state.kind !== 'disconnected' && state.kind !== 'failed';
    item.contextValue = isOpen ? 'connection.open' : 'connection.closed';
    const problem = problemOf(state);
    // Development goes without saying in a row, and is said where there is room.
    const care = [...new Set([profile.environment, ...careWords(profile)])];
    item.tooltip = [
      `${profile.name}: ${stateWord(state)}`,
      describeAddress(profile),
      care.join(', '),
      ...(problem ? [problem.message] : []),
    ].join('\n');
    item.accessibilityInformation = {
      label: [profile.name, ...care, stateWord(state), describeAddress(profile)].join(', '),
    };
    return item;
  }

  private factsOf(connectionId: string): ConnectionNode[] {
    const connection = this.connections.get(connectionId);
    if (!connection) return [];
    const problem = problemOf(connection.state);
    const known = connection.state.kind === 'disconnected' ? undefined : connection.capabilities;
    const facts: [text: string, icon: string][] = [
      ...(problem ? [[problem.message, 'warning'] satisfies [string, string]] : []),
      ...(known ? factRows(known, this.live.of(connectionId)) : []),
    ];
    const databases = known ? this.live.of(connectionId)?.databases : undefined;
    const used = connection.profile.database;
    return [
      ...facts.map(([text, icon]): ConnectionNode => ({ kind: 'fact', connectionId, text, icon })),
      ...(databases?.known
        ? withUsed(databases.value, used).map((database): ConnectionNode => ({
            kind: 'database',
            connectionId,
            ...database,
          }))
        : []),
    ];
  }
}

function factItem({ connectionId, text, icon }: Extract<ConnectionNode, { kind: 'fact' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.id = `${connectionId}/${icon}`;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.tooltip = text;
  item.contextValue = 'fact';
  return item;
}

/** Shows the view. The servers of the connections that are open in it are asked while it can be seen. */
export function showConnectionsView(tree: ConnectionsTree): Disposable {
  const store = new DisposableStore();
  const view = store.add(vscode.window.createTreeView(viewIds.connections, { treeDataProvider: tree }));
  const follow = ({ element }: vscode.TreeViewExpansionEvent<ConnectionNode>, isExpanded: boolean): void => {
    tree.live.setExpanded(element.connectionId, isExpanded);
  };
  store.add(
    view.onDidExpandElement((event) => {
      follow(event, true);
    }),
  );
  store.add(
    view.onDidCollapseElement((event) => {
      follow(event, false);
    }),
  );
  const show = (visible: boolean): void => {
    tree.visible = visible;
    tree.live.setVisible(visible);
  };
  store.add(
    view.onDidChangeVisibility(({ visible }) => {
      show(visible);
    }),
  );
  show(view.visible);
  return store;
}
