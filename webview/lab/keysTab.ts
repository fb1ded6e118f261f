import type { LabKey } from '../../src/protocol/lab';
import { KEY_LIMIT } from '../../src/protocol/lab';
import { displayText } from '../../src/protocol/displayText';
import { formatCount, formatDuration } from '../../src/protocol/format';
import { el, setText, setTitle } from '../shared/dom';
import { hostNow } from '../shared/hostClock';
import { countOf, timeOfDay } from '../shared/numbers';
import { everyTick, remainingMs, ttlText } from '../shared/ttl';
import { virtualList } from '../shared/virtualList';
import type { LabContext } from './model';

const ROW_HEIGHT = 28;

/** The pattern's keys, with times to live that tick. */
export function keysTab({ store, ask }: LabContext): HTMLElement {
  const list = virtualList<LabKey>({
    label: 'Keys of this demo',
    rowHeight: ROW_HEIGHT,
    key: ({ key }) => key.base64,
    create: createRow,
    paint: (row, key) => {
      paintRow(row, key, hostNow());
    },
    activate: ({ key }) => {
      ask('openKey', { base64: key.base64 });
    },
    copy: ({ key }) => {
      ask('copyText', { text: key.text });
    },
  });
  const head = el(
    'div',
    { class: 'key-head', attributes: { 'aria-hidden': 'true' } },
    ...['Type', 'Key', 'Size', 'Expires in'].map((text) => el('span', { text })),
  );
  const summary = el('span', { class: 'quiet' });
  const none = el('p', { class: 'nothing', text: 'Keys appear here once Scaffold has made them.' });
  let painted: readonly LabKey[] | undefined;
  store.watch(['live'], ({ live }) => {
    if (live?.keys === painted && painted !== undefined) return;
    painted = live?.keys ?? [];
    list.set(painted);
    head.hidden = list.element.hidden = painted.length === 0;
    none.hidden = painted.length > 0;
    const count = `${painted.length < KEY_LIMIT ? '' : 'The first '}${countOf(painted.length, 'key')}`;
    setText(summary, painted.length === 0 ? 'No demo key is there.' : `${count} · Enter opens`);
  });
  everyTick(() => {
    list.repaint();
  });
  return el('div', { class: 'tab-content keys' }, head, list.element, none, el('div', { class: 'tab-foot' }, summary));
}

function createRow(): HTMLElement {
  const cell = { role: 'gridcell' };
  return el(
    'div',
    { class: 'key-row' },
    el('span', { class: 'type', attributes: cell }),
    el('bdi', { class: 'key-name', attributes: cell }),
    el('span', { class: 'size', attributes: cell }),
    el('span', { class: 'ttl', attributes: cell }),
  );
}

function paintRow(row: HTMLElement, { key, type, size, ttlMs, readAt }: LabKey, now: number): void {
  const [typeCell, nameCell, sizeCell, ttlCell] = row.children;
  if (!typeCell || !nameCell || !sizeCell || !(ttlCell instanceof HTMLElement)) return;
  setText(typeCell, type);
  setText(nameCell, displayText(key.text));
  setTitle(row, nameCell.textContent);
  setText(sizeCell, size === undefined ? '' : formatCount(size));
  setText(ttlCell, ttlText({ ttlMs, readAt }, now) || 'never');
  const left = remainingMs({ ttlMs, readAt }, now);
  ttlCell.classList.toggle('quiet', left === undefined);
  setTitle(ttlCell, left === undefined ? 'No time to live' : `${formatDuration(left)}, read at ${timeOfDay(readAt)}`);
}
