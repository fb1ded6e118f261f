import type { LabConnection } from '../../src/protocol/lab';
import { displayText } from '../../src/protocol/displayText';
import { el, iconClass, setText } from '../shared/dom';
import { hostNow } from '../shared/hostClock';
import { button } from '../shared/toolkit';
import { everyTick } from '../shared/ttl';
import type { LabContext } from './model';

/** Says that the server is not there, and when it is tried again; hidden while all is well. */
export function connectionBanner({ store, ask }: LabContext): HTMLElement {
  const sign = el('i', { attributes: { 'aria-hidden': 'true' } });
  const text = el('span', { attributes: { role: 'status' } });
  // Not part of the live text: a screen reader would count along.
  const countdown = el('span', { class: 'countdown' });
  const reconnect = button({
    action: 'reconnect',
    label: 'Connect',
    press: () => {
      ask('reconnect', null);
    },
  });
  const edit = button({
    action: 'editConnection',
    label: 'Edit connection',
    press: () => {
      ask('editConnection', null);
    },
  });
  const log = button({
    action: 'showLog',
    label: 'Show log',
    press: () => {
      ask('showLog', null);
    },
  });
  const words = el('div', { class: 'callout-text' }, text, countdown);
  const buttons = el('div', { class: 'callout-actions' }, reconnect.element, edit.element, log.element);
  const banner = el('div', { class: 'banner callout' }, sign, words, buttons);
  const tick = (now: number): void => {
    const { state, retryAt } = store.state.connection;
    setText(countdown, state === 'reconnecting' && retryAt !== undefined ? nextTry(retryAt - now) : '');
  };
  store.watch(['connection'], ({ connection }) => {
    const { state } = connection;
    banner.hidden = state === 'ready';
    if (banner.hidden) return;
    const busy = state === 'connecting' || state === 'reconnecting';
    sign.className = busy
      ? iconClass('sync', 'codicon-modifier-spin')
      : iconClass(state === 'failed' ? 'error' : 'debug-disconnect');
    banner.classList.toggle('callout-error', state === 'failed');
    setText(text, describe(connection));
    reconnect.set({
      label: state === 'reconnecting' ? 'Try now' : state === 'failed' ? 'Reconnect' : 'Connect',
      hidden: state === 'connecting',
      appearance: 'primary',
    });
    edit.set({ hidden: state !== 'failed' });
    log.set({ hidden: state !== 'failed' && state !== 'reconnecting' });
    tick(hostNow());
  });
  everyTick(tick);
  return banner;
}

function describe({ name, address, state, problem }: LabConnection): string {
  const who = displayText(name, 60);
  const where = address === '' || address === name ? who : `${who} (${displayText(address, 80)})`;
  switch (state) {
    case 'ready':
      return '';
    case 'connecting':
      return `Connecting to ${where}…`;
    case 'disconnected':
      return problem ?? `Not connected to ${where}.`;
    case 'reconnecting':
      return problem ?? `Lost the connection to ${where}.`;
    case 'failed':
      return problem ?? `Could not connect to ${where}.`;
  }
}

function nextTry(ms: number): string {
  return ms <= 0 ? 'Trying again…' : `Next try in ${String(Math.ceil(ms / 1000))} s.`;
}
