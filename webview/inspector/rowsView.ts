import { displayText } from '../../src/protocol/displayText';
import { formatCount } from '../../src/protocol/format';
import { el, setText, setTitle } from '../shared/dom';
import { button, filterBox } from '../shared/toolkit';
import { virtualList, type VirtualListView } from '../shared/virtualList';
import type { InspectorContext, Row, RowsContent } from './model';
import { rowDetail } from './rowDetail';

const ROW_HEIGHT = 24;

const COLUMNS: Readonly<Record<RowsContent['kind'], readonly [first: string, second: string]>> = {
  hash: ['Field', 'Value'],
  list: ['Index', 'Value'],
  set: ['', 'Member'],
  zset: ['Score', 'Member'],
};

/** The rows of a collection, as many as were loaded. */
export function rowsView({ store, kept, keep, ask, more }: InspectorContext): HTMLElement {
  let filter = kept.filter;
  let kind: RowsContent['kind'] = 'hash';
  let painted: unknown[] = [];
  const list = contentList(
    ask,
    () => kind,
    (row) => {
      detail.show(row, firstText(row, kind) || COLUMNS[kind][1]);
    },
  );
  const detail = rowDetail(ask, () => {
    list.element.focus();
  });
  const first = el('span');
  const second = el('span');
  const head = el('div', { class: 'content-head', attributes: { 'aria-hidden': 'true' } }, first, second);
  const shown = el('span', { class: 'quiet', attributes: { role: 'status' } });
  const next = button({ action: 'more', label: 'Load more', press: more });
  const paint = (): void => {
    const { content, info, loadingMore } = store.state;
    if (!content || !('rows' in content)) return;
    next.set({
      hidden: content.next === undefined,
      disabled: loadingMore,
      label: loadingMore ? 'Loading…' : 'Load more',
    });
    const inputs = [content, filter, info?.length];
    if (inputs.every((input, at) => input === painted[at])) return;
    painted = inputs;
    if (kind !== content.kind) detail.close();
    ({ kind } = content);
    detail.update(content.rows);
    const rows = filtered(content.rows, filter);
    list.set(rows);
    view.dataset['kind'] = kind;
    setText(first, COLUMNS[kind][0]);
    setText(second, COLUMNS[kind][1]);
    setText(shown, shownText(content, rows.length, info?.length));
  };
  const box = filterBox('Filter loaded rows', filter, (text) => {
    filter = text;
    keep({ filter });
    paint();
  });
  const foot = el('div', { class: 'body-foot' }, shown, next.element);
  const view = el(
    'div',
    { class: 'rows' },
    el('div', { class: 'body-bar' }, box),
    head,
    list.element,
    detail.element,
    foot,
  );
  store.subscribe(paint);
  return view;
}

function contentList(
  ask: InspectorContext['ask'],
  kind: () => RowsContent['kind'],
  activate: (row: Row) => void,
): VirtualListView<Row> {
  return virtualList<Row>({
    label: 'Content',
    rowHeight: ROW_HEIGHT,
    key: (row, index) => String(row.index ?? row.name?.base64 ?? row.value?.base64 ?? index),
    create: createRow,
    paint: (element, row) => {
      paintRow(element, row, kind());
    },
    activate,
    copy: (row) => {
      ask('copyText', { text: row.value?.text ?? '' });
    },
  });
}

function filtered(rows: readonly Row[], filter: string): readonly Row[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return rows;
  return rows.filter(({ name, value, score }) =>
    [name?.text, value?.text, score].some((text) => text?.toLowerCase().includes(wanted)),
  );
}

/** `1–200 of 5 000 000`: what is loaded; and how many of these the filter leaves. */
function shownText({ rows, next }: RowsContent, left: number, length: number | undefined): string {
  const all =
    length === undefined ? (next === undefined ? '' : ' of more') : ` of ${formatCount(Math.max(length, rows.length))}`;
  const loaded = rows.length === 0 ? `0${all}` : `1–${formatCount(rows.length)}${all}`;
  return left === rows.length ? loaded : `${formatCount(left)} match in ${loaded}`;
}

function createRow(): HTMLElement {
  const cell = { role: 'gridcell' };
  return el(
    'div',
    { class: 'content-row' },
    el('bdi', { class: 'first', attributes: cell }),
    el('bdi', { class: 'second', attributes: cell }),
  );
}

function paintRow(element: HTMLElement, row: Row, kind: RowsContent['kind']): void {
  const [first, second] = element.children;
  if (!first || !second) return;
  const value = displayText(row.value?.text ?? '', 400);
  setText(first, firstText(row, kind));
  setText(second, value);
  setTitle(element, value);
}

function firstText({ name, index, score }: Row, kind: RowsContent['kind']): string {
  switch (kind) {
    case 'hash':
      return displayText(name?.text ?? '', 200);
    case 'list':
      return index === undefined ? '' : formatCount(index);
    case 'zset':
      return score ?? '';
    case 'set':
      return '';
  }
}
