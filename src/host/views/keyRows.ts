import * as vscode from 'vscode';
import type { KeyInfo } from '../../core/keyspace/keyTypes';
import type { TreeItem } from '../../core/keyspace/namespaceTree';
import { displayName } from '../../protocol/displayText';
import { formatCount, formatDuration } from '../../protocol/format';
import { commandIds } from '../commands/ids';
import type { KeyIndex } from './keyIndex';
import { keyTypeIcon, keyTypeName } from './keyTypeIcons';
import { ttlText } from './ttlText';

export type KeyNode =
  | { readonly kind: 'namespace'; readonly path: Buffer; readonly label: Buffer; readonly count: number }
  | { readonly kind: 'key'; readonly connectionId: string; readonly key: Buffer; readonly label: Buffer }
  /** The rest of a namespace that has more rows than are shown. */
  | { readonly kind: 'rest'; readonly path: Buffer; readonly shown: number; readonly total: number }
  /** How much was looked at, and the way on. */
  | { readonly kind: 'scan' };

/** A row's identity, the same after a refresh: expansion and selection hang on it. */
export function idOf(node: KeyNode): string {
  switch (node.kind) {
    case 'namespace':
      return `namespace/${node.path.toString('base64')}`;
    case 'key':
      return `key/${node.key.toString('base64')}`;
    case 'rest':
      return `rest/${node.path.toString('base64')}`;
    case 'scan':
      return 'scan';
  }
}

export function toNode(item: TreeItem, connectionId: string): KeyNode {
  return item.kind === 'namespace' ? item : { kind: 'key', connectionId, key: item.key, label: item.label };
}

export function toTreeItem(node: KeyNode, index: KeyIndex, now: number): vscode.TreeItem {
  const item = itemOf(node, index, now);
  item.id = idOf(node);
  return item;
}

function itemOf(node: KeyNode, index: KeyIndex, now: number): vscode.TreeItem {
  switch (node.kind) {
    case 'namespace':
      return namespaceItem(node, index);
    case 'key':
      return keyItem(node, index.infoOf(node.key), now);
    case 'rest': {
      const left = node.total - node.shown;
      return moreItem(`${formatCount(left)} more`, 'Show More', node);
    }
    case 'scan':
      return moreItem(describeScan(index), 'Load More', node);
  }
}

function namespaceItem(node: Extract<KeyNode, { kind: 'namespace' }>, index: KeyIndex): vscode.TreeItem {
  const item = new vscode.TreeItem(labelOf(node.label), vscode.TreeItemCollapsibleState.Collapsed);
  const count = `${index.complete ? '' : '≥ '}${formatCount(node.count)}`;
  item.iconPath = new vscode.ThemeIcon('symbol-namespace');
  item.description = count;
  item.tooltip = `${displayName(node.path)}* · ${count} ${node.count === 1 ? 'key' : 'keys'}`;
  item.contextValue = 'namespace';
  item.accessibilityInformation = { label: `${labelOf(node.label)}, namespace, ${count} keys` };
  return item;
}

function keyItem(node: Extract<KeyNode, { kind: 'key' }>, info: KeyInfo | undefined, now: number): vscode.TreeItem {
  const item = new vscode.TreeItem(labelOf(node.label));
  const left = info ? ttlText(info.ttl, now) : '';
  const type = info ? keyTypeName(info.type) : 'type not read';
  item.iconPath = new vscode.ThemeIcon(keyTypeIcon(info?.type));
  item.description = left;
  item.tooltip = [displayName(node.key, 1000), type, ...(info ? [ttlSentence(info, now)] : [])].join('\n');
  item.contextValue = 'key';
  item.accessibilityInformation = { label: [labelOf(node.label), type, left].filter((part) => part !== '').join(', ') };
  item.command = { command: commandIds.openKey, title: 'Open Key', arguments: [node] };
  return item;
}

function moreItem(label: string, action: string, node: KeyNode): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.description = action;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.tooltip = `${label}. Click to go on.`;
  item.contextValue = 'more';
  item.accessibilityInformation = { label: `${label}, ${action}`, role: 'button' };
  item.command = { command: commandIds.loadMoreKeys, title: action, arguments: [node] };
  return item;
}

function describeScan({ scanned, total }: KeyIndex): string {
  const of = total !== undefined && total > scanned ? ` of about ${roughly(total)}` : '';
  return `${formatCount(scanned)}${of} scanned`;
}

/** A number that changes while it is looked at needs no last digits: `2.1 M`. */
function roughly(count: number): string {
  return count < 1_000_000 ? formatCount(count) : `${Number((count / 1_000_000).toFixed(1))} M`;
}

function labelOf(label: Buffer): string {
  return label.length === 0 ? '(empty)' : displayName(label);
}

function ttlSentence({ ttl }: KeyInfo, now: number): string {
  switch (ttl.kind) {
    case 'none':
      return 'never expires';
    case 'unknown':
      return 'The server does not tell when it expires.';
    case 'expires':
      return `expires in ${formatDuration(Math.max(0, ttl.ms - (now - ttl.readAt)))}`;
  }
}
