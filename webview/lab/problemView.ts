import { el, icon, setText } from '../shared/dom';
import { button } from '../shared/toolkit';
import type { LabContext } from './model';

type Remedy = 'reconnect' | 'editConnection' | 'showLog';

const UNREACHABLE: readonly Remedy[] = ['reconnect', 'showLog'];
const REFUSED: readonly Remedy[] = ['editConnection', 'showLog'];

/** The likeliest remedies of a problem by its code, the best first; for any other, only the log knows more. */
const REMEDIES: Readonly<Record<string, readonly Remedy[]>> = {
  CONNECT_REFUSED: UNREACHABLE,
  CONNECT_TIMEOUT: UNREACHABLE,
  CONNECTION_LOST: UNREACHABLE,
  NOT_CONNECTED: UNREACHABLE,
  COMMAND_TIMEOUT: UNREACHABLE,
  HOST_NOT_FOUND: REFUSED,
  TLS_FAILED: REFUSED,
  AUTH_REQUIRED: REFUSED,
  WRONG_PASSWORD: REFUSED,
  DATABASE_OUT_OF_RANGE: REFUSED,
  NO_PERMISSION: REFUSED,
  READ_ONLY_CONNECTION: ['editConnection'],
  INVALID_INPUT: [],
  BUSY: [],
};

/** How the last activity or request ended when it did not end well, with what helps. */
export function problemView({ store, ask }: LabContext): HTMLElement {
  const text = el('span', { class: 'callout-text', attributes: { role: 'alert' } });
  const buttons = {
    reconnect: button({
      action: 'reconnect',
      label: 'Reconnect',
      press: () => {
        ask('reconnect', null);
      },
    }),
    editConnection: button({
      action: 'editConnection',
      label: 'Edit connection',
      press: () => {
        ask('editConnection', null);
      },
    }),
    showLog: button({
      action: 'showLog',
      label: 'Show log',
      press: () => {
        ask('showLog', null);
      },
    }),
  };
  const actions = Object.values(buttons).map(({ element }) => element);
  const view = el(
    'div',
    { class: 'problem callout callout-error' },
    icon('error'),
    text,
    el('div', { class: 'callout-actions' }, ...actions),
  );
  store.watch(['failure', 'state', 'connection'], ({ failure, state, connection }) => {
    const problem = failure ?? (state.activity ? undefined : state.problem);
    const remedies = problem ? (REMEDIES[problem.code] ?? ['showLog']) : [];
    // The banner says so already, and has the buttons.
    const said = connection.state !== 'ready' && remedies.includes('reconnect');
    view.hidden = problem === undefined || said;
    setText(text, view.hidden ? '' : (problem?.message ?? ''));
    for (const [remedy, { set }] of Object.entries(buttons)) set({ hidden: !remedies.some((one) => one === remedy) });
  });
  return view;
}
