import { displayText } from '../../src/protocol/displayText';
import { el, setText } from '../shared/dom';
import { button } from '../shared/toolkit';
import type { InspectorContext } from './context';
import type { Row } from './model';
import { rowValueView } from './rowValueView';

export interface RowDetail {
  readonly element: HTMLElement;
  /** Opens it for a row, with what the list calls it. */
  show(row: Row, title: string): void;
  /** Paints the open row anew when it is among these; when it is gone, what it last held stays. */
  update(rows: readonly Row[]): void;
  close(): void;
}

/** What can be done with a row where it may be changed. */
export interface RowActions {
  readonly canWrite: () => boolean;
  readonly edit: (row: Row) => void;
  readonly remove: (row: Row) => void;
}

/** One row in full below the list, where a row shows but its beginning. `closed` hears when someone closed it. */
export function rowDetail(context: InspectorContext, actions: RowActions, closed: () => void): RowDetail {
  let open: Row | undefined;
  const whole = rowValueView(context, () => {
    changing.paint();
  });
  const title = el('bdi', { class: 'detail-title' });
  const copy = button({
    ...{ action: 'copyRow', label: 'Copy', icon: 'copy' },
    press: () => {
      context.ask('copyText', { text: whole.text() });
    },
  });
  const changing = changeButtons(actions, whole.row);
  const hide = (): void => {
    open = undefined;
    whole.stop();
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
  const buttons = [...changing.elements, copy.element, close.element];
  const bar = el('div', { class: 'body-bar' }, title, whole.size, el('span', { class: 'spring' }), ...buttons);
  const element = el('section', { class: 'detail', attributes: { 'aria-label': 'Row' } }, bar, whole.value);
  element.hidden = true;
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') leave();
  });
  const paint = (row: Row): void => {
    open = row;
    whole.paint(row);
  };
  return {
    element,
    show(row, words) {
      setText(title, displayText(words, 200));
      element.hidden = false;
      whole.value.scrollTop = 0;
      whole.stop();
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

/** A change tells the server all that was seen of the row, so there is none where only the beginning of it is known. */
function changeButtons(
  { canWrite, edit, remove }: RowActions,
  known: () => Row | undefined,
): { readonly elements: readonly HTMLElement[]; readonly paint: () => void } {
  const press = (action: (row: Row) => void) => () => {
    const row = known();
    if (row) action(row);
  };
  const editing = button({ action: 'editRow', label: 'Edit', icon: 'edit', press: press(edit) });
  const removing = button({ action: 'removeRow', label: 'Remove', icon: 'trash', press: press(remove) });
  return {
    elements: [editing.element, removing.element],
    paint: () => {
      const hidden = !canWrite() || !known();
      editing.set({ hidden });
      removing.set({ hidden });
    },
  };
}

/** A field stays itself when its value changes, a place of a list too; a member is its own name. */
function isSame(a: Row, b: Row): boolean {
  if (b.name) return a.name?.base64 === b.name.base64;
  return b.score === undefined && b.index !== undefined ? a.index === b.index : a.value?.base64 === b.value?.base64;
}
