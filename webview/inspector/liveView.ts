import './live.css';
import type { InspectorHeader } from '../../src/protocol/inspector';
import { el, iconClass, setText, setTitle } from '../shared/dom';
import type { InspectorContext } from './context';

type WatchWay = NonNullable<InspectorHeader['live']>;

const WORDS: Readonly<Record<WatchWay, { readonly text: string; readonly icon: string; readonly title: string }>> = {
  tracking: {
    text: 'live by tracking',
    icon: 'pulse',
    title:
      'The server tells when this key changes (CLIENT TRACKING), and it is read again at once, at most 25 times a second. Nothing was switched on for it.',
  },
  notifications: {
    text: 'live by notifications',
    icon: 'pulse',
    title:
      'This user may not use CLIENT TRACKING. Keyspace notifications are on at this server: the key is read again when one comes, at most 25 times a second, and every 3 seconds.',
  },
  polling: {
    text: 'polling every second',
    icon: 'sync',
    title:
      'The server does not tell of changes just now: CLIENT TRACKING is refused or its link was lost, and keyspace notifications are off. The key is read again every second while it is shown.',
  },
};

/** How changes of the key are noticed, in words, with what that means on hover. */
export function liveView({ store }: Pick<InspectorContext, 'store'>): HTMLElement {
  const sign = el('i', { attributes: { 'aria-hidden': 'true' } });
  const text = el('span');
  const view = el('span', { class: 'live quiet' }, sign, text);
  store.watch(['header'], ({ header: { live, connection } }) => {
    view.hidden = live === undefined || connection.state !== 'ready';
    if (live === undefined) return;
    const words = WORDS[live];
    view.dataset['way'] = live;
    sign.className = iconClass(words.icon);
    setText(text, words.text);
    setTitle(view, words.title);
  });
  return view;
}
