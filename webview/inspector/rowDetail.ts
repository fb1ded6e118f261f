import { displayText } from '../../src/protocol/displayText';
import { el, setText } from '../shared/dom';
import { button } from '../shared/toolkit';
import type { InspectorContext } from './context';
import { actionList } from './edits/actionList';
import { ttlList } from './edits/ttlList';
import type { Row } from './model';
import type { RowIds } from './rowIds';
import { rowValueView } from './rowValueView';
import { tooLongToEdit, type WholeRows } from './wholeRows';

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
  /** Whether this row can be given a time to live of its own. */
  readonly canExpire: (row: Row) => boolean;
  /** Milliseconds from now; null for ever. */
  readonly expire: (row: Row, ms: number | null) => void;
  readonly writeExpiry: (row: Row) => void;
  /** Whether another one can be put beside this row. */
  readonly canInsert: () => boolean;
  readonly insert: (row: Row, after: boolean) => void;
}

export interface RowDetailOptions {
  readonly actions: RowActions;
  readonly ids: RowIds;
  readonly whole: WholeRows;
  /** What the list calls it. */
  readonly titleOf: (row: Row) => string;
  /** Somebody closed it. */
  readonly closed: () => void;
}

/** One row in full below the list, where a row shows but its beginning. */
export function rowDetail(
  context: InspectorContext,
  { actions, ids, whole, titleOf, closed }: RowDetailOptions,
): RowDetail {
  let open: Row | undefined;
  const shown = rowValueView(context, () => {
    buttons.paint();
  });
  const title = el('bdi', { class: 'detail-title' });
  const buttons = rowButtons(actions, whole, shown.row);
  const hide = (): void => {
    open = undefined;
    shown.stop();
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
  context.store.watch(['header'], buttons.paint);
  const all = [...buttons.elements, close.element];
  const bar = el('div', { class: 'body-bar' }, title, shown.size, el('span', { class: 'spring' }), ...all);
  const element = el('section', { class: 'detail', attributes: { 'aria-label': 'Row' } }, bar, shown.value);
  element.hidden = true;
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') leave();
  });
  const paint = (row: Row): void => {
    open = row;
    setText(title, displayText(titleOf(row), 200));
    shown.paint(row);
  };
  return {
    element,
    show(row) {
      element.hidden = false;
      shown.value.scrollTop = 0;
      shown.stop();
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

const PLACES = [
  { value: 'before', title: 'before this element' },
  { value: 'after', title: 'after this element' },
];

/** A change tells the server what was seen of the row, by its SHA-1 where only the beginning is known. */
function rowButtons(
  { canWrite, canExpire, canInsert, ...actions }: RowActions,
  { copy, save, withAll }: WholeRows,
  known: () => Row | undefined,
): { readonly elements: readonly HTMLElement[]; readonly paint: () => void } {
  const press = (action: (row: Row) => void) => () => {
    const row = known();
    if (row) action(row);
  };
  const editing = button({
    ...{ action: 'editRow', label: 'Edit', icon: 'edit' },
    press: press((row) => {
      withAll(row, actions.edit);
    }),
  });
  const removing = button({ action: 'removeRow', label: 'Remove', icon: 'trash', press: press(actions.remove) });
  const saving = button({ action: 'saveRow', label: 'Save to file…', icon: 'save', press: press(save) });
  const copying = button({ action: 'copyRow', label: 'Copy', icon: 'copy', press: press(copy) });
  const expiry = ttlList('Time to live of the field', {
    set: (ms) => {
      press((row) => {
        actions.expire(row, ms);
      })();
    },
    write: press(actions.writeExpiry),
  });
  const inserting = actionList('Insert beside this element', 'Insert…', PLACES, (place) => {
    press((row) => {
      actions.insert(row, place === 'after');
    })();
  });
  return {
    elements: [editing.element, inserting, expiry, removing.element, saving.element, copying.element],
    paint: () => {
      const row = known();
      const hidden = !canWrite() || !row;
      const title = row && tooLongToEdit(row);
      editing.set({ hidden, disabled: title !== undefined, title });
      inserting.hidden = hidden || !canInsert();
      expiry.hidden = hidden || !canExpire(row);
      removing.set({ hidden });
      // Members are names as well: their rows hold all of them.
      saving.set({ hidden: !row || row.score !== undefined || (!row.name && row.index === undefined) });
    },
  };
}

/** What stands at the place of a list's element that is gone, is that element written anew, unless it came from elsewhere. */
function isSamePlace(a: Row, b: Row): boolean {
  return b.name === undefined && b.score === undefined && b.index !== undefined && a.index === b.index;
}
