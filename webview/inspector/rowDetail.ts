import { displayText } from '../../src/protocol/displayText';
import { el, setText } from '../shared/dom';
import { button } from '../shared/toolkit';
import type { InspectorContext, Row } from './model';
import { prettyJson } from './prettyJson';

export interface RowDetail {
  readonly element: HTMLElement;
  /** Opens it for a row, with what the list calls it. */
  show(row: Row, title: string): void;
  /** Paints the open row anew when it is among these; when it is gone, what it last held stays. */
  update(rows: readonly Row[]): void;
  close(): void;
}

/** One row in full below the list, where a row shows but its beginning. `closed` hears when someone closed it. */
export function rowDetail(ask: InspectorContext['ask'], closed: () => void): RowDetail {
  let open: Row | undefined;
  const title = el('bdi', { class: 'detail-title' });
  const value = el('pre', { class: 'detail-value', attributes: { tabindex: '0', 'aria-label': 'Value of the row' } });
  const copy = button({
    ...{ action: 'copyRow', label: 'Copy', icon: 'copy' },
    press: () => {
      ask('copyText', { text: open?.value?.text ?? '' });
    },
  });
  const hide = (): void => {
    open = undefined;
    element.hidden = true;
  };
  const leave = (): void => {
    hide();
    closed();
  };
  const close = button({
    ...{ action: 'closeRow', label: 'Close', icon: 'close', appearance: 'icon' },
    press: leave,
  });
  const bar = el('div', { class: 'body-bar' }, title, el('span', { class: 'spring' }), copy.element, close.element);
  const element = el('section', { class: 'detail', attributes: { 'aria-label': 'Row' } }, bar, value);
  element.hidden = true;
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') leave();
  });
  const paint = (row: Row): void => {
    open = row;
    const text = row.value?.text ?? '';
    setText(value, prettyJson(text) ?? text);
  };
  return {
    element,
    show(row, words) {
      setText(title, displayText(words, 200));
      element.hidden = false;
      value.scrollTop = 0;
      paint(row);
    },
    update(rows) {
      const before = open;
      const now = before && rows.find((row) => isSame(row, before));
      if (now) paint(now);
    },
    close: hide,
  };
}

/** A field stays itself when its value changes, a place of a list too; a member is its own name. */
function isSame(a: Row, b: Row): boolean {
  if (b.name) return a.name?.base64 === b.name.base64;
  return b.score === undefined && b.index !== undefined ? a.index === b.index : a.value?.base64 === b.value?.base64;
}
