import '@vscode/codicons/dist/codicon.css';
import '../shared/theme.css';
import './inspector.css';
import type { InspectorContract } from '../../src/protocol/inspector';
import { RequestError } from '../../src/protocol/rpcClient';
import { el, spinner } from '../shared/dom';
import { openPanel, type Panel } from '../shared/rpc';
import { createStore, type Store } from '../shared/store';
import { button } from '../shared/toolkit';
import { bodyView } from './bodyView';
import { headerView } from './headerView';
import { messagesView } from './messagesView';
import type { InspectorModel, Kept } from './model';
import { appendPage, withView } from './model';

type Rpc = Panel<InspectorContract>['rpc'];

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

function start({ header, view }: InspectorContract['requests']['load']['result']): void {
  const { root, rpc } = panel;
  let kept = readKept(panel.kept);
  const store = createStore<InspectorModel>({
    ...{ header, info: undefined, content: undefined, gone: undefined, problem: undefined },
    ...{ failure: undefined, loadingMore: false },
    ...withView(view),
  });
  /** Tells a page of what is shown from one of what was shown when it was asked for. */
  let shown = 0;
  rpc.on('header', (next) => {
    store.set({ header: next });
  });
  rpc.on('view', (next) => {
    shown += 1;
    store.set({ ...withView(next), loadingMore: false });
  });
  const context = {
    store,
    kept,
    keep(change: Partial<Kept>): void {
      kept = { ...kept, ...change };
      panel.keep(kept);
    },
    ask<M extends 'refresh' | 'copyText' | 'reconnect'>(
      method: M,
      params: InspectorContract['requests'][M]['params'],
    ): void {
      store.set({ failure: undefined });
      rpc.request(method, params).catch((error: unknown) => {
        fail(store, error);
      });
    },
    more: () => void more(rpc, store, () => shown),
  };
  root.replaceChildren(
    el('div', { class: 'inspector' }, headerView(context), messagesView(context), bodyView(context)),
  );
}

async function more(rpc: Rpc, store: Store<InspectorModel>, shown: () => number): Promise<void> {
  const { content, loadingMore } = store.state;
  const next = content && 'rows' in content ? content.next : undefined;
  if (next === undefined || loadingMore) return;
  const before = shown();
  store.set({ loadingMore: true, failure: undefined });
  try {
    const page = await rpc.request('more', { next });
    if (shown() === before) store.set({ content: appendPage(content, page), loadingMore: false });
  } catch (error) {
    store.set({ loadingMore: false });
    fail(store, error);
  }
}

function fail(store: Store<InspectorModel>, error: unknown): void {
  // What was cancelled needs no words.
  if (error instanceof RequestError) store.set({ failure: { code: error.code, message: error.message } });
}

function readKept(value: unknown): Kept {
  const { filter, format } = (typeof value === 'object' && value !== null ? value : {}) as Partial<
    Record<keyof Kept, unknown>
  >;
  return { filter: typeof filter === 'string' ? filter : '', format: format === 'hex' ? 'hex' : 'text' };
}
