import * as vscode from 'vscode';
import type { FilteredScan } from '../../core/keyspace/filteredScan';
import type { KeyFilter } from '../../core/keyspace/keyFilter';
import type { KeyInfo } from '../../core/keyspace/keyTypes';
import type { TreeItem } from '../../core/keyspace/namespaceTree';
import { displayName } from '../../protocol/displayText';
import { formatBytes, formatCount } from '../../protocol/format';
import { commandIds } from '../commands/ids';
import type { KeyIndex } from './keyIndex';
import type { KeySorting } from './keySorting';
import { MOST_SORTED } from './keySorting';
import type { ProgressKind } from './rowWork';
import { keyTypeIcon } from './keyTypeIcons';
import { keyTypeName } from '../../protocol/keyTypeName';
import { ttlText } from './ttlText';

export type KeyNode =
  | {
      readonly kind: 'namespace';
      readonly connectionId: string;
      readonly path: Buffer;
      readonly label: Buffer;
      readonly count: number;
    }
  | {
      readonly kind: 'key';
      readonly connectionId: string;
      readonly key: Buffer;
      readonly label: Buffer;
      /** The name that was typed as the filter, found without a scan: it stands at the top in full. */
      readonly exact?: true;
    }
  /** The rest of a namespace that has more rows than are shown. */
  | { readonly kind: 'rest'; readonly path: Buffer; readonly shown: number; readonly total: number }
  /** How much of the whole, or of a namespace, was looked at, and the way on. */
  | { readonly kind: 'scan'; readonly path: Buffer }
  /** How many keys of a namespace its rows are sorted among, while more are to be read for that. */
  | { readonly kind: 'sort'; readonly path: Buffer };

/** A row's identity, the same after a refresh: expansion and selection hang on it. */
export function idOf(node: KeyNode): string {
  switch (node.kind) {
    case 'namespace':
      return `namespace/${node.path.toString('base64')}`;
    case 'key':
      return `${node.exact ? 'exact' : 'key'}/${node.key.toString('base64')}`;
    case 'rest':
      return `rest/${node.path.toString('base64')}`;
    case 'scan':
      return `scan/${node.path.toString('base64')}`;
    case 'sort':
      return `sort/${node.path.toString('base64')}`;
  }
}

/** Rows that are shown after these: as many again, so that the end of a long list is a few clicks away. */
export function nextLimit(shown: number): number {
  return 2 * shown;
}

export function toNode(item: TreeItem, connectionId: string): KeyNode {
  return item.kind === 'namespace'
    ? { ...item, connectionId }
    : { kind: 'key', connectionId, key: item.key, label: item.label };
}

/** What rows show beside their names. */
export interface RowFacts {
  readonly index: KeyIndex;
  /** What is scanned anew, to take the index's place. */
  readonly refreshing?: KeyIndex | undefined;
  readonly sorting?: KeySorting | undefined;
  /** Whether something goes on for a row. */
  readonly isRunning: (kind: ProgressKind, path: Buffer) => boolean;
  /** Wall time, milliseconds. */
  readonly now: number;
  /** Shows lengths, because rows are sorted by them. */
  readonly lengths: boolean;
}

export function toTreeItem(node: KeyNode, facts: RowFacts): vscode.TreeItem {
  const item = itemOf(node, facts);
  item.id = idOf(node);
  return item;
}

function itemOf(node: KeyNode, facts: RowFacts): vscode.TreeItem {
  switch (node.kind) {
    case 'namespace':
      return namespaceItem(node, facts.index);
    case 'key':
      return keyItem(node, facts);
    case 'rest':
      return restItem(node);
    case 'scan':
      return scanItem(node, facts);
    case 'sort':
      return sortItem(node, facts);
  }
}

function namespaceItem(node: Extract<KeyNode, { kind: 'namespace' }>, index: KeyIndex): vscode.TreeItem {
  const item = new vscode.TreeItem(labelOf(node.label), vscode.TreeItemCollapsibleState.Collapsed);
  const count = `${index.isComplete(node.path) ? '' : '≥ '}${formatCount(node.count)}`;
  item.iconPath = new vscode.ThemeIcon('symbol-namespace');
  item.description = count;
  item.tooltip = `${displayName(node.path)}* · ${count} ${node.count === 1 ? 'key' : 'keys'}`;
  item.contextValue = 'namespace';
  item.accessibilityInformation = { label: `${labelOf(node.label)}, namespace, ${count} keys` };
  return item;
}

/** Without a tooltip: that is read when somebody looks (see keyTooltip.ts). */
function keyItem(node: Extract<KeyNode, { kind: 'key' }>, { index, now, lengths }: RowFacts): vscode.TreeItem {
  const info = index.infoOf(node.key);
  const label = node.exact ? displayName(node.key) : labelOf(node.label);
  const item = new vscode.TreeItem(label);
  const words = [
    ...(node.exact ? ['exact name'] : []),
    ...(info && lengths ? [lengthText(info)] : []),
    ...(info ? [ttlText(info.ttl, now)] : []),
  ].filter((word) => word !== '');
  const type = info ? keyTypeName(info.type) : 'type not read';
  item.iconPath = new vscode.ThemeIcon(keyTypeIcon(info?.type));
  item.description = words.join(' · ');
  item.contextValue = 'key';
  item.accessibilityInformation = { label: [label, type, ...words].join(', ') };
  item.command = { command: commandIds.openKey, title: 'Open Key', arguments: [node] };
  return item;
}

function restItem(node: Extract<KeyNode, { kind: 'rest' }>): vscode.TreeItem {
  const left = node.total - node.shown;
  const step = Math.min(left, nextLimit(node.shown) - node.shown);
  const item = buttonItem(`${formatCount(left)} more`, `Show ${formatCount(step)}`, 'ellipsis');
  item.contextValue = 'more';
  item.command = { command: commandIds.loadMoreKeys, title: 'Show More', arguments: [node] };
  return item;
}

/** Click goes on, or stops what is going on; Load All is beside it. */
function scanItem({ path }: Extract<KeyNode, { kind: 'scan' }>, { index, refreshing }: RowFacts): vscode.TreeItem {
  const isRefresh = path.length === 0 && refreshing !== undefined;
  const running = isRefresh || index.isLoading(path);
  const words = describeScan((isRefresh ? refreshing : index).scanOf(path), index.filter);
  const item = progressItem(isRefresh ? `Refreshing: ${words}` : words, path, running, 'scan');
  item.tooltip = isRefresh
    ? 'Names come by SCAN, as far as before; until then the rows are those of the last time. Click to stop and keep them.'
    : scanTooltip(path, running, index);
  return item;
}

function sortItem({ path }: Extract<KeyNode, { kind: 'sort' }>, { sorting, isRunning }: RowFacts): vscode.TreeItem {
  const { read, keys } = sorting?.progressOf(path) ?? { read: 0, keys: 0 };
  const running = isRunning('sort', path);
  const words = `${formatCount(read)} of ${formatCount(keys)} sorted`;
  const item = progressItem(words, path, running, 'sort');
  const what = sorting?.order === 'ttl' ? 'The TTL of each (PTTL) is' : 'Type and length of each are';
  item.tooltip = `${what} read, of ${formatCount(MOST_SORTED)} keys at most. What was not read comes last, by name.`;
  return item;
}

/** A row whose click goes on, or stops what is going on. */
function progressItem(words: string, path: Buffer, running: boolean, kind: ProgressKind): vscode.TreeItem {
  const action = running ? 'Stop' : kind === 'scan' ? 'Load More' : 'Read On';
  const item = buttonItem(words, action, running ? 'loading~spin' : 'ellipsis');
  item.contextValue = `${kind}.${running ? 'running' : 'resting'}`;
  const command = running ? commandIds.stopLoadingKeys : commandIds.loadMoreKeys;
  item.command = { command, title: action, arguments: [{ kind, path }] };
  return item;
}

function buttonItem(label: string, action: string, icon: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.description = action;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.tooltip = `${label}. Click: ${action}.`;
  item.accessibilityInformation = { label: `${label}, ${action}`, role: 'button' };
  return item;
}

/** `10 000 of about 2.1 M scanned · 12 found` */
function describeScan(scan: FilteredScan | undefined, filter: KeyFilter): string {
  const { scanned, total, found } = scan ?? { scanned: 0, total: undefined, found: 0 };
  const of = total !== undefined && total > scanned ? ` of about ${roughly(total)}` : '';
  const narrowed = Object.keys(filter).length > 0;
  return `${formatCount(scanned)}${of} scanned${narrowed ? ` · ${formatCount(found)} found` : ''}`;
}

function scanTooltip(path: Buffer, running: boolean, { filter }: KeyIndex): string {
  const what = path.length === 0 ? 'the whole database' : `${displayName(path)}*`;
  const ttl = filter.ttl ? ' The TTL of each name that came was read (PTTL), 500 in a round trip.' : '';
  const action = running ? 'Click to stop; what came stays.' : 'Click to look at more, or load all.';
  return `Names come by SCAN, of ${what}.${ttl} ${action}`;
}

/** A number that changes while it is looked at needs no last digits: `2.1 M`. */
function roughly(count: number): string {
  return count < 1_000_000 ? formatCount(count) : `${Number((count / 1_000_000).toFixed(1))} M`;
}

function lengthText({ type, length }: KeyInfo): string {
  if (length === undefined) return 'size not read';
  if (type === 'string') return formatBytes(length);
  return `${formatCount(length)} ${length === 1 ? 'element' : 'elements'}`;
}

function labelOf(label: Buffer): string {
  return label.length === 0 ? '(empty)' : displayName(label);
}
