import '@vscode/codicons/dist/codicon.css';
import '../shared/theme.css';
import './lab.css';
import './how.css';
import './what.css';
import './work.css';
import './forms.css';
import type { LabContract, LabTraceEntry } from '../../src/protocol/lab';
import { TRACE_LIMIT } from '../../src/protocol/lab';
import { RequestError } from '../../src/protocol/rpcClient';
import { el, spinner } from '../shared/dom';
import type { Panel } from '../shared/rpc';
import { openPanel } from '../shared/rpc';
import { createStore, type Store } from '../shared/store';
import { button } from '../shared/toolkit';
import { labView } from './labView';
import type { Kept, LabModel } from './model';

type Loaded = LabContract['requests']['load']['result'];

const panel = openPanel<LabContract>('lab');
void open(panel);

async function open({ root, rpc }: typeof panel): Promise<void> {
  const waiting = el('div', { class: 'waiting', attributes: { role: 'status' } }, spinner(), 'Opening the lab…');
  root.replaceChildren(waiting);
  try {
    start(panel, await rpc.request('load', null));
  } catch (error) {
    const again = button({ action: 'load', label: 'Try again', appearance: 'primary', press: () => void open(panel) });
    const text = error instanceof Error ? error.message : 'The lab could not be opened.';
    root.replaceChildren(el('div', { class: 'waiting', attributes: { role: 'alert' } }, text, again.element));
  }
}

function start({ root, rpc, kept: before, keep }: Panel<LabContract>, loaded: Loaded): void {
  const store = createStore<LabModel>({ ...modelOf(loaded), failure: undefined });
  let kept = readKept(before);
  follow(rpc, store);
  const view = labView({
    store,
    kept,
    keep(change) {
      kept = { ...kept, ...change };
      keep(kept);
    },
    ask(method, params) {
      store.set({ failure: undefined });
      rpc.request(method, params).catch((error: unknown) => {
        // What was cancelled needs no words.
        if (error instanceof RequestError) store.set({ failure: { code: error.code, message: error.message } });
      });
    },
  });
  root.replaceChildren(view);
}

function follow(rpc: Panel<LabContract>['rpc'], store: Store<LabModel>): void {
  rpc.on('state', (state) => {
    const lastStep = state.activity?.step ?? store.state.lastStep;
    store.set({ state, lastStep, ...(state.activity && { failure: undefined }) });
  });
  rpc.on('live', (live) => {
    store.set({ live });
  });
  rpc.on('trace', (entries) => {
    store.set({ trace: appended(store.state.trace, entries) });
  });
  rpc.on('connection', (connection) => {
    const wasReady = store.state.connection.state === 'ready';
    store.set({ connection });
    // Which variants there are is known once the server has said what it can do.
    if (connection.state === 'ready' && !wasReady) void reload(rpc, store);
  });
}

async function reload(rpc: Panel<LabContract>['rpc'], store: Store<LabModel>): Promise<void> {
  try {
    const { live, ...loaded } = modelOf(await rpc.request('load', null));
    // What was last seen stays until something newer was read.
    store.set({ ...loaded, ...(live && { live }) });
  } catch (error) {
    if (error instanceof RequestError) store.set({ failure: { code: error.code, message: error.message } });
  }
}

function modelOf({ pattern, connection, state, trace, live }: Loaded): Omit<LabModel, 'failure'> {
  const ran = pattern.steps.filter(({ id }) => state.stepResults[id] !== undefined);
  return { pattern, connection, state, trace, live, lastStep: state.activity?.step ?? ran.at(-1)?.id };
}

/** What was just loaded may already hold the first of what is pushed next. */
function appended(trace: readonly LabTraceEntry[], entries: readonly LabTraceEntry[]): readonly LabTraceEntry[] {
  const known = new Set(trace.slice(-entries.length - 100).map(({ id }) => id));
  return [...trace, ...entries.filter(({ id }) => !known.has(id))].slice(-TRACE_LIMIT);
}

function readKept(value: unknown): Kept {
  const { tab, filter, client } = (typeof value === 'object' && value !== null ? value : {}) as Partial<
    Record<keyof Kept, unknown>
  >;
  const text = (given: unknown, otherwise: string): string => (typeof given === 'string' ? given : otherwise);
  return { tab: text(tab, 'trace'), filter: text(filter, ''), client: text(client, '') };
}
