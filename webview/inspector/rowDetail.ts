import { displayText } from '../../src/protocol/displayText';
import { el, setText } from '../shared/dom';
import { button } from '../shared/toolkit';
import type { InspectorContext } from './context';
import type { Row } from './model';
import type { RowIds } from './rowIds';
import { rowValueView } from './rowValueView';

export interface RowDetail {
  readonly element: HTMLElement;
  /** Opens it for a row. */
  show(row: Row): void;
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

export interface RowDetailOptions {
  readonly actions: RowActions;
  readonly ids: RowIds;
  /** What the list calls it. */
  readonly titleOf: (row: Row) => string;
  /** Somebody closed it. */
  readonly closed: () => void;
}

/** One row in full below the list, where a row shows but its beginning. */
export function rowDetail(context: InspectorContext, { actions, ids, titleOf, closed }: RowDetailOptions): RowDetail {
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
    setText(title, displayText(titleOf(row), 200));
    whole.paint(row);
  };
  return {
    element,
    show(row) {
      element.hidden = false;
      whole.value.scrollTop = 0;
      whole.stop();
      paint(row);
    },
    update(rows) {
      const before = open;
      if (!before) return;
      const id = ids.of(before);
      const now =
        rows.find((row) => ids.of(row) === id) ?? rows.find((row) => ids.isNew(row) && isSamePlace(row, before));
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

/** What stands at the place of a list's element that is gone, is that element written anew, unless it came from elsewhere. */
function isSamePlace(a: Row, b: Row): boolean {
  return b.name === undefined && b.score === undefined && b.index !== undefined && a.index === b.index;
}
