import * as vscode from 'vscode';
import type { Connection } from '../../core/redis/connection';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import { describeServer } from '../../core/redis/capabilities';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore } from '../../core/base/disposables';
import { describeAddress } from '../../core/redis/profile';
import { commandIds } from '../commands/ids';
import { careWords, problemOf, stateWord } from './connectionWords';
import { inert } from './inert';
import { onReconnectTick } from './reconnectTicks';

const ICONS = {
  disconnected: '$(debug-disconnect)',
  connecting: '$(loading~spin)',
  ready: '$(database)',
  reconnecting: '$(sync~spin)',
  failed: '$(error)',
} as const;

/** The active connection at the bottom of the window; nothing while there is none. */
export function showStatusBarItem(connections: ConnectionManager): Disposable {
  const store = new DisposableStore();
  const item = store.add(vscode.window.createStatusBarItem('connection', vscode.StatusBarAlignment.Left, 10));
  item.name = 'Redis Patterns: Active Connection';
  item.command = commandIds.selectConnection;
  const paint = (): void => {
    const { active } = connections;
    if (active) paintConnection(item, active);
    else item.hide();
  };
  store.add(connections.onDidChange(paint));
  store.add(onReconnectTick(connections, paint));
  paint();
  return store;
}

function paintConnection(item: vscode.StatusBarItem, { profile, state, capabilities }: Connection): void {
  const { name, environment } = profile;
  const notes = [...careWords(profile), ...(state.kind === 'ready' ? [] : [stateWord(state)])];
  item.text = [`${ICONS[state.kind]} ${inert(name)}`, ...notes].join(' · ');
  item.backgroundColor =
    environment === 'production' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  const lines = [
    `${name}: ${describeAddress(profile)}`,
    [...new Set([environment, ...careWords(profile), stateWord(state)])].join(', '),
    ...(capabilities ? [describeServer(capabilities)] : []),
    ...(problemOf(state) ? [problemOf(state)?.message ?? ''] : []),
    'Click to choose another connection.',
  ];
  item.tooltip = lines.join('\n');
  item.accessibilityInformation = { label: `Redis connection ${[name, ...notes].join(', ')}` };
  item.show();
}
