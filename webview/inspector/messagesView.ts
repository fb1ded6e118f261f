import { displayText } from '../../src/protocol/displayText';
import { formatDuration } from '../../src/protocol/format';
import { el, iconClass, setText } from '../shared/dom';
import { hostNow } from '../shared/hostClock';
import { button } from '../shared/toolkit';
import { everyTick } from '../shared/ttl';
import type { InspectorContext } from './context';
import type { Gone, InspectorModel } from './model';

interface Message {
  readonly text: string;
  readonly icon: string;
  readonly error?: boolean;
  readonly reconnect?: boolean;
}

/** What is wrong with the connection or the key, one thing at a time, the deepest cause first. */
export function messagesView({ store, ask }: InspectorContext): HTMLElement {
  const sign = el('i', { attributes: { 'aria-hidden': 'true' } });
  const text = el('span', { attributes: { role: 'status' } });
  // Not part of the live text: a screen reader would count along.
  const since = el('span', { class: 'countdown' });
  const reconnect = button({
    action: 'reconnect',
    label: 'Reconnect',
    press: () => {
      ask('reconnect', null);
    },
  });
  const again = button({
    action: 'readAgain',
    label: 'Read again',
    press: () => {
      ask('refresh', null);
    },
  });
  const words = el('div', { class: 'callout-text' }, text, since);
  const view = el(
    'div',
    { class: 'banner callout' },
    sign,
    words,
    el('div', { class: 'callout-actions' }, reconnect.element, again.element),
  );
  const tick = (now: number): void => {
    const { gone } = store.state;
    setText(since, gone && !view.classList.contains('callout-error') ? agoText(gone, now) : '');
  };
  store.subscribe((model) => {
    const message = messageOf(model);
    view.hidden = message === undefined;
    if (!message) return;
    sign.className = iconClass(message.icon);
    view.classList.toggle('callout-error', message.error === true);
    setText(text, message.text);
    reconnect.set({ hidden: message.reconnect !== true });
    again.set({ hidden: message.reconnect === true });
    tick(hostNow());
  });
  everyTick(tick);
  return view;
}

const MISSING =
  'There is no key of this name. Check its spelling and its database; it appears here as soon as it is written.';

function messageOf({ header: { connection }, problem, failure, gone, content }: InspectorModel): Message | undefined {
  const name = displayText(connection.name, 60);
  if (connection.state !== 'ready') {
    return {
      text: connection.problem ?? `Not connected to ${name}.`,
      icon: 'debug-disconnect',
      error: true,
      reconnect: true,
    };
  }
  const wrong = problem ?? failure;
  if (wrong) return { text: wrong.message, icon: 'error', error: true };
  if (!gone) return undefined;
  if (gone.reason === 'missing') return { text: MISSING, icon: 'question' };
  const what = gone.reason === 'expired' ? 'This key has expired.' : 'This key was deleted.';
  const shown = content ? 'Shown is what it last held; it' : 'It';
  return { text: `${what} ${shown} appears again when it is written again.`, icon: 'history' };
}

function agoText({ at, reason }: Gone, now: number): string {
  if (reason === 'missing') return '';
  const ms = Math.floor(Math.max(0, now - at) / 1000) * 1000;
  const word = reason === 'expired' ? 'Expired' : 'Seen gone';
  return ms < 1000 ? `${word} just now.` : `${word} ${formatDuration(ms)} ago.`;
}
