import '@vscode/codicons/dist/codicon.css';
import '../shared/theme.css';
import './inspector.css';
import './viewers.css';
import './search/search.css';
import './edits/edits.css';
import type { InspectorContract, InspectorOpening } from '../../src/protocol/inspector';
import type { InspectorParts } from '../../src/protocol/inspectorParts';
import { el, spinner } from '../shared/dom';
import { openPanel } from '../shared/rpc';
import { createStore, type Store } from '../shared/store';
import { button } from '../shared/toolkit';
import { bodyView } from './bodyView';
import { createEditing } from './edits/editing';
import { editPane } from './edits/editPane';
import { stuckUndo } from './edits/stuckUndo';
import { headerView } from './headerView';
import { messagesView } from './messagesView';
import type { Kept } from './kept';
import { readKept } from './kept';
import type { InspectorModel } from './model';
import { withView } from './model';
import type { Pages } from './pages';
import { createPages, fail, loadedOf } from './pages';

const panel = openPanel<InspectorContract>('inspector');
void open();

async function open(): Promise<void> {
  const { root, rpc } = panel;
  const waiting = el('div', { class: 'waiting', attributes: { role: 'status' } }, spinner(), 'Reading the key…');
  root.replaceChildren(waiting);
  try {
    start(await rpc.request('load', null));
  } catch (error) {
    const again = button({ action: 'load', label: 'Try again', appearance: 'primary', press: () => void open() });
    const text = error instanceof Error ? error.message : 'The key could not be read.';
    root.replaceChildren(el('div', { class: 'waiting', attributes: { role: 'alert' } }, text, again.element));
  }
}

function start({ header, view, pinned, ...before }: InspectorOpening): void {
  const { root, rpc } = panel;
  let kept = readKept(panel.kept);
  const store = createStore<InspectorModel>({
    ...{ header, pinned, info: undefined, content: undefined, gone: undefined, problem: undefined },
    ...{ failure: undefined, loadingMore: false, meanwhile: undefined, found: undefined },
    ...withView(view),
  });
  const pages = createPages(rpc, store);
  hear(store, pages);
  const context = {
    store,
    get kept() {
      return kept;
    },
    keep(change: Partial<Kept>): void {
      kept = { ...kept, ...change };
      panel.keep(kept);
    },
    ask<M extends 'pin' | 'refresh' | 'copyText' | 'copyName' | 'compare' | 'reconnect'>(
      method: M,
      params: InspectorContract['requests'][M]['params'],
    ): void {
      store.set({ failure: undefined });
      rpc.request(method, params).catch((error: unknown) => {
        fail(store, error);
      });
    },
    part: <M extends keyof InspectorParts>(
      method: M,
      params: InspectorParts[M]['params'],
      signal?: AbortSignal,
    ): Promise<InspectorParts[M]['result']> => rpc.request(method, params, signal),
    more: () => {
      pages.more();
    },
    editing: createEditing(rpc, store, before),
  };
  context.editing.store.watch(['form'], ({ form }) => {
    pages.pause(form !== undefined);
  });
  void pages.reach(kept.loaded).then(() => {
    store.watch(['content'], ({ content }) => {
      const loaded = content && loadedOf(content);
      if (loaded && loaded.size !== kept.loaded?.size) context.keep({ loaded });
    });
  });
  root.replaceChildren(
    el(
      'div',
      { class: 'inspector' },
      headerView(context),
      messagesView(context),
      stuckUndo(context.editing),
      bodyView(context),
      editPane(context, pages.catchUp),
    ),
  );
}

/** What the host tells by itself; the serializer is told whether the panel follows. */
function hear(store: Store<InspectorModel>, pages: Pages): void {
  const { rpc, tellSerializer } = panel;
  rpc.on('header', (header) => {
    store.set({ header });
  });
  rpc.on('view', (view) => {
    pages.show(view);
  });
  rpc.on('pinned', (pinned) => {
    store.set({ pinned });
  });
  store.watch(['pinned'], ({ pinned }) => {
    tellSerializer({ pinned });
  });
}
