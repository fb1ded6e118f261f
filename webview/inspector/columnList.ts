import { el, setText, setTitle } from '../shared/dom';
import { virtualList, type VirtualListView } from '../shared/virtualList';

export interface ColumnListOptions<Item> {
  readonly label: string;
  readonly columns: readonly string[];
  /** Chooses the widths: `columns-<kind>` in viewers.css. */
  readonly kind: string;
  readonly key: (item: Item, index: number) => string;
  /** One text for each column, of one line. */
  readonly cells: (item: Item) => readonly string[];
  readonly activate?: (item: Item) => void;
  readonly copy?: (item: Item) => void;
}

/** Rows of text in columns, with a head above them. */
export function columnList<Item>(
  options: ColumnListOptions<Item>,
): VirtualListView<Item> & { readonly head: HTMLElement } {
  const { columns, kind, cells, label, key, activate, copy } = options;
  const shape = `columns columns-${kind}`;
  const head = el(
    'div',
    { class: `content-head ${shape}`, attributes: { 'aria-hidden': 'true' } },
    ...columns.map((text) => el('span', { text })),
  );
  const list = virtualList<Item>({
    ...{ label: `${label}: ${columns.filter(Boolean).join(', ')}`, rowHeight: 24, key },
    create: () =>
      el(
        'div',
        { class: `content-row ${shape}` },
        ...columns.map(() => el('bdi', { attributes: { role: 'gridcell' } })),
      ),
    paint: (row, item) => {
      const texts = cells(item);
      Array.from(row.children).forEach((cell, at) => {
        setText(cell, texts[at] ?? '');
      });
      setTitle(row, texts.map((text, at) => `${columns[at] ?? ''} ${text}`.trim()).join('\n'));
    },
    ...(activate && { activate }),
    ...(copy && { copy }),
  });
  return Object.assign(list, { head });
}
