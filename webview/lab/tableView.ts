import { el, setKeyed, setText, setTitle } from '../shared/dom';
import { formatValue, sourceTitle } from '../shared/numbers';
import type { BlockOf } from './model';

/** A table whose cells change in place: what one selected in it stays selected. */
export function tableView(): { element: HTMLElement; paint(block: BlockOf<'table'>): void } {
  const title = el('h2');
  const head = el('tr');
  const body = el('tbody');
  const table = el('table', { class: 'data' }, el('thead', {}, head), body);
  return {
    element: el('section', { class: 'block' }, title, el('div', { class: 'scroll-across' }, table)),
    paint({ title: text, columns, rows, source }) {
      setText(title, text);
      setTitle(table, sourceTitle(source));
      const sides = columns.map(({ align }) => align);
      const titles = columns.map((column) => column.title);
      paintCells(head, titles, sides, () => el('th', { attributes: { scope: 'col' } }));
      setKeyed(body, [...rows.entries()], {
        key: ([at]) => String(at),
        create: () => el('tr'),
        update: (row, [, values]) => {
          paintCells(row, values.map(formatValue), sides, () => el('td'));
        },
      });
    },
  };
}

function paintCells(
  row: HTMLElement,
  texts: readonly string[],
  sides: readonly string[],
  create: () => HTMLElement,
): void {
  setKeyed(row, [...texts.entries()], {
    key: ([at]) => String(at),
    create,
    update: (cell, [at, text]) => {
      cell.className = sides[at] ?? 'start';
      setText(cell, text);
    },
  });
}
