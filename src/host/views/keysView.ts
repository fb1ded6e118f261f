import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore, toDisposable } from '../../core/base/disposables';
import { toCodedError } from '../../core/base/errors';
import type { KeyWatchers } from '../../core/keyspace/watch/keyWatchers';
import type { PatternSession, PatternSessions } from '../../core/patterns/session';
import type { ConnectionManager } from '../../core/redis/connectionManager';
import { onSettingChange } from '../config/settings';
import { careWords, problemOf } from '../ui/connectionWords';
import { setContextKey } from '../ui/contextKeys';
import type { ErrorPresenter } from '../ui/errors';
import { describeFilter } from '../ui/keyFilterWords';
import { focusedRows } from './focusedRows';
import { keyDrag } from './keyDrag';
import type { KeysWay } from './keysLive';
import { KeysLive } from './keysLive';
import type { KeysTree } from './keysTree';
import { viewIds } from './viewIds';

export interface KeysViewOptions {
  readonly tree: KeysTree;
  readonly connections: ConnectionManager;
  readonly watchers: KeyWatchers;
  readonly sessions: PatternSessions;
  readonly errors: ErrorPresenter;
}

/** Shows the Keys view of the active connection and keeps it true: nothing is scanned or counted while it is hidden. */
export function showKeysView({ tree, connections, watchers, sessions, errors }: KeysViewOptions): Disposable {
  const store = new DisposableStore();
  const view = store.add(
    vscode.window.createTreeView(viewIds.keys, {
      treeDataProvider: tree,
      showCollapseAll: true,
      canSelectMany: true,
      dragAndDropController: keyDrag,
    }),
  );
  tree.selection = () => view.selection;
  tree.focused = () => focusedRows(tree.selection);
  let problem: unknown;
  let way: KeysWay | undefined;
  const paint = (): void => {
    const { active } = connections;
    setContextKey('redisPatterns:filtered', tree.filter !== undefined);
    const words = active && [
      active.profile.name,
      ...careWords(active.profile),
      ...(tree.filter === undefined ? [] : [describeFilter(tree.filter)]),
      ...(tree.order === 'name' ? [] : [`by ${tree.order === 'ttl' ? 'TTL' : 'size'}`]),
      ...(way ? [describeWay(way)] : []),
    ];
    view.description = words?.join(' · ') ?? '';
    const trouble = problemOf(active?.state) ?? problem;
    view.message = trouble === undefined ? '' : toCodedError(trouble).message;
  };
  const follow = (): void => {
    const { active } = connections;
    // While it is being reconnected the rows stay; afterwards the epoch tells that they are to be read again.
    if (!active || active.state.kind === 'ready') tree.setConnection(active);
    paint();
  };
  store.add(connections.onDidChange(follow));
  store.add(tree.onDidChangeTreeData(paint));
  store.add(
    tree.onDidFail((error) => {
      problem = error;
      if (error !== undefined) errors.log(error);
      paint();
    }),
  );
  store.add(
    onSettingChange(['keys.separators', 'keys.scanBudget'], () => {
      void tree.refresh();
    }),
  );
  store.add(refreshAfterActivities(view, tree, sessions));
  store.add(tickWhileVisible(view, tree));
  follow();
  const onWay = (now: KeysWay | undefined): void => {
    way = now;
    paint();
  };
  store.add(new KeysLive({ view, tree, connections, watchers, onWay }));
  return store;
}

function describeWay({ way, narrow }: KeysWay): string {
  const words = { tracking: 'live by tracking', notifications: 'live by notifications', polling: 'polling every 5 s' };
  return narrow ? `${words[way]}, opened namespaces only` : words[way];
}

function tickWhileVisible(view: vscode.TreeView<unknown>, tree: KeysTree): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const follow = (): void => {
    stop();
    if (!view.visible) {
      tree.pause();
      return;
    }
    tree.resume();
    timer = setInterval(() => {
      tree.tick();
    }, 1000);
  };
  const subscription = view.onDidChangeVisibility(follow);
  follow();
  return toDisposable(() => {
    stop();
    subscription.dispose();
  });
}

/** What a pattern just made or deleted is what people look for next. */
function refreshAfterActivities(view: vscode.TreeView<unknown>, tree: KeysTree, sessions: PatternSessions): Disposable {
  const busy = new WeakSet<PatternSession>();
  return sessions.onDidChange((session) => {
    if (session.state.activity) busy.add(session);
    else if (busy.delete(session) && view.visible) void tree.refresh();
  });
}
