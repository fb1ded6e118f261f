import { displayText } from '../../src/protocol/displayText';
import { formatBytes, formatCount } from '../../src/protocol/format';
import type { InspectorJsonNode } from '../../src/protocol/inspectorParts';
import { el, iconClass, setText, setTitle } from '../shared/dom';
import { countOf } from '../shared/numbers';
import type { TreeRow } from './jsonNodes';

/** Pixels of one level. Documents can be 128 levels deep, so there is an end to it. */
const LEVEL = 14;

export function createTreeRow(): HTMLElement {
  const cell = { role: 'gridcell' };
  return el(
    'div',
    { class: 'content-row json-row' },
    el('i', { attributes: { 'aria-hidden': 'true' } }),
    el('bdi', { class: 'first', attributes: cell }),
    el('bdi', { class: 'second', attributes: cell }),
  );
}

export function paintTreeRow(element: HTMLElement, row: TreeRow): void {
  const [sign, first, second] = element.children;
  if (!sign || !first || !second) return;
  element.style.paddingInlineStart = `min(${String(16 + LEVEL * row.depth)}px, 45%)`;
  element.setAttribute('aria-level', String(row.depth + 1));
  const open = row.kind === 'node' ? row.open : undefined;
  if (open === undefined) element.removeAttribute('aria-expanded');
  else element.setAttribute('aria-expanded', String(open));
  sign.className = open === undefined ? 'codicon' : iconClass(open ? 'chevron-down' : 'chevron-right');
  element.dataset['type'] = row.kind === 'node' ? row.node.type : row.kind;
  if (row.kind === 'node') {
    setText(first, row.depth === 0 ? '$' : displayText(row.node.name, 200));
    setText(second, summaryOf(row.node));
    setTitle(element, displayText(row.node.path, 1000));
  } else {
    setText(first, '');
    const left =
      row.kind === 'more' ? `Load more: ${formatCount(row.from)} of ${formatCount(row.total)} are shown` : '';
    setText(second, row.kind === 'words' ? row.text : left);
    setTitle(element, second.textContent);
  }
}

/** The value as it is written, or what there is of it. */
export function summaryOf({ type, size, value }: InspectorJsonNode): string {
  if (value !== undefined) return displayText(value, 400);
  switch (type) {
    case 'object':
      return size === undefined ? 'object' : `{${countOf(size, 'member')}}`;
    case 'array':
      return size === undefined ? 'array' : `[${countOf(size, 'element')}]`;
    default:
      return size === undefined ? type : `${type} of ${formatBytes(size)}`;
  }
}
