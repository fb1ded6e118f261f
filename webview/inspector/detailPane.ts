import { displayText } from '../../src/protocol/displayText';
import { el, setText } from '../shared/dom';
import { button } from '../shared/toolkit';
import type { InspectorContext } from './context';

export interface DetailPane {
  readonly element: HTMLElement;
  /** Opens it; `copied` is what its Copy button copies. */
  show(title: string, content: HTMLElement, copied: string): void;
  close(): void;
}

/** What one row holds, in full, below the list, with what can be done with it. `closed` hears when someone closed it. */
export function detailPane(
  ask: InspectorContext['ask'],
  label: string,
  closed: () => void,
  actions: readonly HTMLElement[] = [],
): DetailPane {
  let text = '';
  const title = el('bdi', { class: 'detail-title' });
  const place = el('div', { class: 'detail-content', attributes: { tabindex: '0', 'aria-label': label } });
  const copy = button({
    ...{ action: 'copyDetail', label: 'Copy', icon: 'copy' },
    press: () => {
      ask('copyText', { text });
    },
  });
  const leave = (): void => {
    element.hidden = true;
    closed();
  };
  const close = button({ action: 'closeDetail', label: 'Close', icon: 'close', appearance: 'icon', press: leave });
  const buttons = [...actions, copy.element, close.element];
  const bar = el('div', { class: 'body-bar' }, title, el('span', { class: 'spring' }), ...buttons);
  const element = el('section', { class: 'detail', attributes: { 'aria-label': label } }, bar, place);
  element.hidden = true;
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') leave();
  });
  return {
    element,
    show(words, content, copied) {
      text = copied;
      setText(title, displayText(words, 300));
      place.replaceChildren(content);
      place.scrollTop = 0;
      element.hidden = false;
    },
    close() {
      element.hidden = true;
    },
  };
}
