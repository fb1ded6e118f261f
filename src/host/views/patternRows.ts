import * as vscode from 'vscode';
import type { KeyInfo } from '../../core/keyspace/keyTypes';
import type { AnyPattern, PatternGroup } from '../../core/patterns/contract';
import type { PatternSession } from '../../core/patterns/session';
import { displayName } from '../../protocol/displayText';
import { formatCount } from '../../protocol/format';
import { commandIds } from '../commands/ids';
import { keyTypeIcon } from './keyTypeIcons';
import { keyTypeName } from '../../protocol/keyTypeName';
import { soonest, ttlText } from './ttlText';

export type PatternNode =
  | { readonly kind: 'group'; readonly group: PatternGroup }
  | { readonly kind: 'pattern'; readonly patternId: string }
  | { readonly kind: 'key'; readonly connectionId: string; readonly patternId: string; readonly key: Buffer };

/** What a pattern's row tells of its session; nothing without a connection. */
export interface PatternFacts {
  readonly session: PatternSession | undefined;
  readonly keys: readonly KeyInfo[];
}

const GROUPS: Readonly<Record<PatternGroup, string>> = {
  useCase: 'Use Cases',
  bestPractice: 'Best Practices',
  more: 'More Patterns',
};

export function groupItem(group: PatternGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(GROUPS[group], vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group/${group}`;
  item.contextValue = 'group';
  return item;
}

export function patternItem(pattern: AnyPattern, { session, keys }: PatternFacts, now: number): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const hasKeys = session?.state.scaffolded === true && keys.length > 0;
  const item = new vscode.TreeItem(pattern.title, hasKeys ? Collapsed : None);
  const word = stateWord(session, keys, now);
  item.id = `pattern/${pattern.id}`;
  item.iconPath = new vscode.ThemeIcon(session?.state.activity ? 'loading~spin' : pattern.icon);
  item.description = word;
  item.tooltip = word === '' ? pattern.summary : `${pattern.summary}\n${word}`;
  item.contextValue = contextOf(session);
  item.accessibilityInformation = { label: word === '' ? pattern.title : `${pattern.title}, ${word}` };
  item.command = { command: commandIds.openPattern, title: 'Open', arguments: [pattern.id] };
  return item;
}

export function demoKeyItem(
  node: Extract<PatternNode, { kind: 'key' }>,
  instance: string,
  info: KeyInfo | undefined,
  now: number,
): vscode.TreeItem {
  const name = displayName(node.key);
  const item = new vscode.TreeItem(partBelow(instance, name));
  const left = info ? ttlText(info.ttl, now) : '';
  const length = info?.length === undefined ? '' : formatCount(info.length);
  item.id = `demo/${node.key.toString('base64')}`;
  item.iconPath = new vscode.ThemeIcon(keyTypeIcon(info?.type));
  item.description = [length, left].filter((part) => part !== '').join(' · ');
  item.tooltip = `${name}\n${info ? keyTypeName(info.type) : 'gone'}`;
  item.contextValue = 'key';
  item.command = { command: commandIds.openKey, title: 'Open Key', arguments: [node] };
  return item;
}

/** The part of a demo key's name that differs from key to key: what every one of them begins with is no news. */
function partBelow(instance: string, name: string): string {
  const at = [`:{${instance}}:`, `:${instance}:`].map((part) => ({ part, index: name.indexOf(part) }));
  const found = at.find(({ index }) => index >= 0);
  return found ? name.slice(found.index + found.part.length) : name;
}

/** `ready`, `12 keys · 9 min`, `running`, `needs Search`; nothing without a connection. */
function stateWord(session: PatternSession | undefined, keys: readonly KeyInfo[], now: number): string {
  if (!session) return '';
  const { state } = session;
  if (state.activity) return ACTIVITY_WORDS[state.activity.kind];
  const variants = session.variants();
  const blocked = variants.every(({ unavailable }) => unavailable !== undefined) ? variants[0] : undefined;
  if (blocked) return blocked.unavailable ?? '';
  if (!state.scaffolded) return 'ready';
  const count = Math.max(keys.length, state.keyCount);
  if (count === 0) return 'scaffolded';
  const left = soonest(keys, now);
  const text = `${state.moreKeys ? '≥ ' : ''}${formatCount(count)} ${count === 1 ? 'key' : 'keys'}`;
  return left === undefined ? text : `${text} · ${left} left`;
}

const ACTIVITY_WORDS = {
  scaffold: 'scaffolding',
  run: 'running',
  live: 'live',
  experiment: 'experimenting',
  cleanUp: 'cleaning up',
} as const;

/** For the manifest's menus: what can be done with this row now. */
function contextOf(session: PatternSession | undefined): string {
  if (!session) return 'pattern.offline';
  return session.state.scaffolded ? 'pattern.scaffolded' : 'pattern.ready';
}
