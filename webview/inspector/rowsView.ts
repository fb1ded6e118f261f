import { displayText } from '../../src/protocol/displayText';
import { formatCount } from '../../src/protocol/format';
import { el, setText, setTitle } from '../shared/dom';
import { hostNow } from '../shared/hostClock';
import { button, filterBox } from '../shared/toolkit';
import { virtualList, type VirtualListOptions } from '../shared/virtualList';
import { expiryHead, expiryText, showExpiry, tickExpiry } from './fieldExpiry';
import { rowFlashes } from './flashes';
import type { InspectorContext } from './context';
import type { Row, RowsContent } from './model';
import { fieldExpiry, fieldTtlForm, insertForm, removalOf, rowForm } from './edits/forms';
import { type RowActions, rowDetail } from './rowDetail';
import { rowIds } from './rowIds';
import { onFindKey } from './search/findBar';
import { rangeBar } from './search/rangeBar';
import { searchBar } from './search/searchBar';
import { wholeRows } from './wholeRows';

const ROW_HEIGHT = 24;

const COLUMNS: Readonly<Record<RowsContent['kind'], readonly [first: string, second: string]>> = {
  hash: ['Field', 'Value'],
  list: ['Index', 'Value'],
  set: ['', 'Member'],
  zset: ['Score', 'Member'],
};

/** The rows of a collection, as many as were loaded. */
export function rowsView(context: InspectorContext): HTMLElement {
  const { store } = context;
  let kind: RowsContent['kind'] = 'hash';
  let painted: unknown[] = [];
  const ids = rowIds();
  const whole = wholeRows(context);
  const actions = rowActions(context, () => kind);
  const list = contentList({
    kind: () => kind,
    key: ids.of,
    activate: (row) => {
      detail.show(row);
    },
    ...{ remove: actions.remove, copy: whole.copy },
  });
  const detail = rowDetail(context, {
    ...{ actions, ids, whole },
    titleOf: (row) => firstText(row, kind) || COLUMNS[kind][1],
    closed: () => {
      list.element.focus();
    },
  });
  const head = contentHead();
  const foot = rowsFoot(context, whole.said);
  const paint = (): void => {
    const { content: own, found, info } = store.state;
    if (!own || !('rows' in own)) return;
    const content = found?.content ?? own;
    const filter = bar.filter();
    const inputs = [content, filter, info?.length, found?.words];
    if (inputs.every((input, at) => input === painted[at])) return;
    painted = inputs;
    if (kind !== content.kind) detail.close();
    ({ kind } = content);
    ids.learn(content);
    detail.update(content.rows);
    // What the server found for the text is not narrowed by it once more.
    const rows = filtered(content.rows, found?.narrowed === false ? '' : filter);
    list.show(own, rows);
    view.dataset['kind'] = kind;
    showExpiry(view, content.rows);
    head.say(COLUMNS[kind]);
    foot.say(rows.length);
  };
  const bar = filterBar(context, paint);
  const view = el('div', { class: 'rows' }, bar.element, head.element, list.element, detail.element, foot.element);
  store.subscribe(paint);
  tickExpiry(view, list);
  return view;
}

/** What is in the box narrows the loaded rows, and can be searched for beyond them. */
function filterBar(
  context: InspectorContext,
  changed: () => void,
): { readonly element: HTMLElement; readonly filter: () => string } {
  let { filter } = context.kept;
  const box = filterBox('Filter loaded rows', filter, (text) => {
    filter = text;
    context.keep({ filter });
    searching.textChanged();
    changed();
  });
  box.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') searching.search();
  });
  onFindKey(box, () => {
    box.focus();
  });
  const searching = searchBar(context, () => filter.trim());
  return {
    element: el('div', { class: 'body-bar' }, box, searching.element, rangeBar(context)),
    filter: () => filter,
  };
}

function contentHead(): { readonly element: HTMLElement; say(words: readonly [string, string]): void } {
  const first = el('span');
  const second = el('span');
  return {
    element: el('div', { class: 'content-head', attributes: { 'aria-hidden': 'true' } }, first, second, expiryHead()),
    say(words) {
      setText(first, words[0]);
      setText(second, words[1]);
    },
  };
}

function rowActions({ editing, store }: InspectorContext, kind: () => RowsContent['kind']): RowActions {
  return {
    canWrite: editing.canWrite,
    edit: (row) => {
      editing.open(rowForm(kind(), row));
    },
    remove: (row) => {
      if (editing.canWrite()) editing.save(removalOf(kind(), row), 'Remove');
    },
    canExpire: () => kind() === 'hash' && store.state.header.fieldTtl === true,
    expire: (row, ms) => {
      editing.save(fieldExpiry(row, ms), 'Time to live of the field');
    },
    writeExpiry: (row) => {
      editing.open(fieldTtlForm(row));
    },
    canInsert: () => kind() === 'list',
    insert: (row, after) => {
      editing.open(insertForm(row, after));
    },
  };
}

/** What is shown of how much, and the way to more. */
function rowsFoot(
  { store, more }: InspectorContext,
  said: HTMLElement,
): { readonly element: HTMLElement; say(left: number): void } {
  const shown = el('span', { class: 'quiet', attributes: { role: 'status' } });
  const next = button({
    ...{ action: 'more', label: 'Load more' },
    press: () => {
      (store.state.found?.next?.press ?? more)();
    },
  });
  store.subscribe(({ content, found, loadingMore }) => {
    if (!content || !('rows' in content)) return;
    const label = loadingMore ? 'Loading…' : (found?.next?.label ?? 'Load more');
    next.set({ hidden: (found ?? content).next === undefined, disabled: loadingMore, label });
  });
  return {
    element: el('div', { class: 'body-foot' }, shown, said, next.element),
    say(left) {
      const { content, found, info } = store.state;
      if (!content || !('rows' in content)) return;
      const count = (found?.content ?? content).rows.length;
      const words = found?.words ?? loadedText(content, info?.length);
      setText(shown, left === count ? words : `${formatCount(left)} match in ${words}`);
    },
  };
}

interface ContentList {
  readonly element: HTMLElement;
  /** Shows `rows`, and flashes those of them that changed since `own` was shown last. */
  show(own: RowsContent, rows: readonly Row[]): void;
  repaint(): void;
}

function contentList({
  kind,
  ...options
}: Pick<VirtualListOptions<Row>, 'key' | 'activate' | 'remove' | 'copy'> & {
  readonly kind: () => RowsContent['kind'];
}): ContentList {
  const flashes = rowFlashes();
  const list = virtualList<Row>({
    label: 'Content',
    rowHeight: ROW_HEIGHT,
    create: createRow,
    paint: (element, row) => {
      paintRow(element, row, kind());
      flashes.paint(element, row);
    },
    ...options,
  });
  return {
    element: list.element,
    show(own, rows) {
      flashes.compare(own);
      list.set(rows);
      flashes.done();
    },
    repaint() {
      list.repaint();
    },
  };
}

function filtered(rows: readonly Row[], filter: string): readonly Row[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return rows;
  return rows.filter(({ name, value, score }) =>
    [name?.text, value?.text, score].some((text) => text?.toLowerCase().includes(wanted)),
  );
}

/** `1–200 of 5 000 000`: what is loaded. */
function loadedText({ rows, next }: RowsContent, length: number | undefined): string {
  const all =
    length === undefined ? (next === undefined ? '' : ' of more') : ` of ${formatCount(Math.max(length, rows.length))}`;
  return rows.length === 0 ? `0${all}` : `1–${formatCount(rows.length)}${all}`;
}

function createRow(): HTMLElement {
  const cell = { role: 'gridcell' };
  return el(
    'div',
    { class: 'content-row' },
    el('bdi', { class: 'first', attributes: cell }),
    el('bdi', { class: 'second', attributes: cell }),
    el('span', { class: 'expiry', attributes: cell }),
  );
}

function paintRow(element: HTMLElement, row: Row, kind: RowsContent['kind']): void {
  const [first, second, expiry] = element.children;
  if (!first || !second || !expiry) return;
  const value = displayText(row.value?.text ?? '', 400);
  setText(first, firstText(row, kind));
  setText(second, value);
  setText(expiry, expiryText(row, hostNow()));
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
