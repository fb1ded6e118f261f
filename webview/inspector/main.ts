import '@vscode/codicons/dist/codicon.css';
import '../shared/theme.css';
import './inspector.css';
import './viewers.css';
import './search/search.css';
import './edits/edits.css';
import type { InspectorContract } from '../../src/protocol/inspector';
import type { InspectorParts } from '../../src/protocol/inspectorParts';
import { el, spinner } from '../shared/dom';
import { openPanel } from '../shared/rpc';
import { createStore } from '../shared/store';
import { button } from '../shared/toolkit';
import { bodyView } from './bodyView';
import { createEditing } from './edits/editing';
import { editPane } from './edits/editPane';
import { headerView } from './headerView';
import { messagesView } from './messagesView';
import type { InspectorModel, Kept } from './model';
import { withView } from './model';
import { createPages, fail } from './pages';
import { formOf } from './strings/forms';

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
    ...{ failure: undefined, loadingMore: false, found: undefined },
    ...withView(view),
  });
  const pages = createPages(rpc, store);
  rpc.on('header', (next) => {
    store.set({ header: next });
  });
  rpc.on('view', (next) => {
    pages.show(next);
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
    part: <M extends keyof InspectorParts>(
      method: M,
      params: InspectorParts[M]['params'],
      signal?: AbortSignal,
    ): Promise<InspectorParts[M]['result']> => rpc.request(method, params, signal),
    more: () => {
      pages.more();
    },
    editing: createEditing(rpc, store),
  };
  root.replaceChildren(
    el(
      'div',
      { class: 'inspector' },
      headerView(context),
      messagesView(context),
      bodyView(context),
      editPane(context.editing, store),
    ),
  );
}

function readKept(value: unknown): Kept {
  const { filter, form } = (typeof value === 'object' && value !== null ? value : {}) as Partial<
    Record<keyof Kept, unknown>
  >;
  const chosen = formOf(form);
  return { filter: typeof filter === 'string' ? filter : '', ...(chosen && { form: chosen }) };
}
