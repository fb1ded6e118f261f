import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import type { Capabilities } from '../../core/redis/capabilities';
import { describeServer } from '../../core/redis/capabilities';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import type { ConnectionProfile } from '../../core/redis/profile';
import { describeAddress } from '../../core/redis/profile';
import { formatBytes } from '../../protocol/format';
import { problemOf, stateIcon, stateWord } from '../ui/connectionWords';
import { viewIds } from './viewIds';

export type ConnectionNode =
  | { readonly kind: 'connection'; readonly connectionId: string }
  | { readonly kind: 'fact'; readonly connectionId: string; readonly text: string; readonly icon: string };

/** The profiles with their state, and below each what its server says of itself. */
export class ConnectionsTree implements vscode.TreeDataProvider<ConnectionNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly connections: ConnectionManager) {
    this.store.add(
      connections.onDidChange(() => {
        this.changed.fire(undefined);
      }),
    );
  }

  getChildren(node?: ConnectionNode): ConnectionNode[] {
    if (!node) return this.connections.profiles.map(({ id }) => ({ kind: 'connection', connectionId: id }));
    if (node.kind === 'fact') return [];
    return this.factsOf(node.connectionId);
  }

  getTreeItem(node: ConnectionNode): vscode.TreeItem {
    if (node.kind === 'fact') return factItem(node);
    const profile = this.connections.profiles.find(({ id }) => id === node.connectionId);
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
      ...(profile.environment === 'development' ? [] : [profile.environment]),
      ...(profile.readOnly ? ['read-only'] : []),
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
    item.tooltip = [`${profile.name}: ${stateWord(state)}`, describeAddress(profile), problem?.message ?? '']
      .filter((line) => line !== '')
      .join('\n');
    item.accessibilityInformation = {
      label: [profile.name, profile.environment, stateWord(state), describeAddress(profile)].join(', '),
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
      ...(known ? serverFacts(known) : []),
    ];
    return facts.map(([text, icon]) => ({ kind: 'fact', connectionId, text, icon }));
  }
}

function serverFacts(known: Capabilities): [text: string, icon: string][] {
  const { mode, role, modules, usedMemory, maxMemory } = known;
  const place = [mode.known ? mode.value : '', role.known ? role.value : ''].filter((word) => word !== '');
  const limit = maxMemory.known && maxMemory.value.bytes > 0 ? maxMemory.value : undefined;
  const memory = usedMemory.known ? formatBytes(usedMemory.value) : undefined;
  const names = modules.known ? modules.value.map(({ name }) => name) : [];
  return [
    [describeServer(known), 'server'],
    ...(place.length > 0 ? [[place.join(' · '), 'type-hierarchy'] satisfies [string, string]] : []),
    ...(memory === undefined ? [] : [[describeMemory(memory, limit), 'pulse'] satisfies [string, string]]),
    ...(names.length > 0 ? [[`modules: ${names.join(', ')}`, 'extensions'] satisfies [string, string]] : []),
  ];
}

function describeMemory(used: string, limit: { readonly bytes: number; readonly policy: string } | undefined): string {
  return limit ? `${used} of ${formatBytes(limit.bytes)} · ${limit.policy}` : `${used} when connected · no maxmemory`;
}

function factItem({ connectionId, text, icon }: Extract<ConnectionNode, { kind: 'fact' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.id = `${connectionId}/${icon}`;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.tooltip = text;
  item.contextValue = 'fact';
  return item;
}

/** Shows the view. */
export function showConnectionsView(tree: ConnectionsTree): Disposable {
  return vscode.window.createTreeView(viewIds.connections, { treeDataProvider: tree });
}
