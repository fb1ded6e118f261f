import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposables';
import { DisposableStore, toDisposable } from '../../core/base/disposables';
import type { PatternsTree } from './patternsTree';
import { viewIds } from './viewIds';

/** How often the keys below scaffolded patterns are read while they are on screen; one small pipeline each. */
const POLL_MS = 5000;

/** Shows the Patterns view; its demo keys are read only while it is on screen. */
export function showPatternsView(tree: PatternsTree): Disposable {
  const store = new DisposableStore();
  const view = store.add(vscode.window.createTreeView(viewIds.patterns, { treeDataProvider: tree }));
  let timer: NodeJS.Timeout | undefined;
  const follow = (): void => {
    clearInterval(timer);
    timer = view.visible ? setInterval(() => void tree.tick(), POLL_MS) : undefined;
    if (view.visible) void tree.tick();
  };
  store.add(view.onDidChangeVisibility(follow));
  store.add(
    toDisposable(() => {
      clearInterval(timer);
    }),
  );
  follow();
  return store;
}
