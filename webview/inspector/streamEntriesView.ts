import { displayText } from '../../src/protocol/displayText';
import { formatCount } from '../../src/protocol/format';
import type { InspectorStream } from '../../src/protocol/inspector';
import type { InspectorStreamEntry } from '../../src/protocol/inspectorParts';
import { el, setText, setTitle } from '../shared/dom';
import { countOf } from '../shared/numbers';
import { button } from '../shared/toolkit';
import { detailPane } from './detailPane';
import type { InspectorContext } from './context';
import { flashingList } from './flashingList';
import { pagedPart } from './pagedPart';
import { prettyJson } from './prettyJson';
import { timeOfId } from './streamId';
import type { StreamPlace } from './streamPlaceBar';
import { streamPlaceBar } from './streamPlaceBar';

const ROW_HEIGHT = 24;
/** Fields of one entry that are shown in full; nobody reads more of them. */
const MOST_FIELDS = 500;

/** Entries page by page, newest first unless the oldest are wanted. */
export function streamEntriesView({ store, kept, keep, part, ask, editing }: InspectorContext): HTMLElement {
  let place: StreamPlace = { newestFirst: true };
  let painted: InspectorStream | undefined;
  const removal = entryRemoval(editing);
  const list = flashingList<InspectorStreamEntry>({
    ...{ label: 'Entries', rowHeight: ROW_HEIGHT, create: createRow, paint: paintRow },
    ...{ key: ({ id }) => id, stamp: ({ id }) => id, flashNew: true },
    activate: (entry) => {
      removal.choose(entry);
      detail.show(`${entry.id} ${timeOfId(entry.id)}`, fieldsOf(entry), asLines(entry));
    },
    remove: removal.remove,
    copy: (entry) => {
      ask('copyText', { text: asLines(entry) });
    },
  });
  const closed = (): void => {
    list.element.focus();
  };
  const detail = detailPane(ask, 'Entry', closed, [removal.element]);
  const paged = pagedPart<InspectorStreamEntry>(store, {
    load: (from, signal) => {
      const { newestFirst } = place;
      return part('streamEntries', from === undefined ? place : { newestFirst, from }, signal);
    },
    paint: (rows) => {
      list.set(rows);
      keep({ loaded: { kind: 'stream', size: rows.length } });
    },
    words: (count, more) => wordsOf(count, more, store.state.info?.length, place),
  });
  const bar = streamPlaceBar((wanted) => {
    place = wanted;
    detail.close();
    list.forget();
    list.element.scrollTop = 0;
    if (isEnd(place) && painted) paged.begin(firstPage(painted));
    else paged.begin();
  });
  store.subscribe(({ content }) => {
    if (content?.kind !== 'stream' || content === painted) return;
    const first = painted === undefined;
    painted = content;
    const before = first && kept.loaded?.kind === 'stream' ? kept.loaded.size : 0;
    if (before > content.entries.length) paged.again(before);
    else if (isEnd(place) && (first || paged.count <= content.entries.length)) paged.begin(firstPage(content));
    else paged.again();
  });
  const head = el('div', { class: 'content-head stream-row', attributes: { 'aria-hidden': 'true' } });
  head.append(el('span', { text: 'Id' }), el('span', { class: 'when', text: 'Time' }), el('span', { text: 'Fields' }));
  return el('div', { class: 'rows' }, bar, head, list.element, detail.element, paged.foot);
}

/** The newest entries come with the key. */
function isEnd({ newestFirst, start }: StreamPlace): boolean {
  return newestFirst && start === undefined;
}

function wordsOf(count: number, more: boolean, length: number | undefined, { start }: StreamPlace): string {
  if (start !== undefined) return `${countOf(count, 'entry', 'entries')} from there on${more ? ', and more' : ''}`;
  return count === 0 ? 'No entries' : `1–${formatCount(count)} of ${formatCount(Math.max(count, length ?? count))}`;
}

/** The button that takes the chosen entry away. Not there on a read-only connection. */
function entryRemoval(editing: InspectorContext['editing']): {
  readonly element: HTMLElement;
  readonly choose: (entry: InspectorStreamEntry) => void;
  readonly remove: (entry: InspectorStreamEntry) => void;
} {
  let chosen: InspectorStreamEntry | undefined;
  const remove = ({ id }: InspectorStreamEntry): void => {
    if (editing.canWrite()) editing.save({ kind: 'stream.remove', id }, 'Remove the entry');
  };
  const press = (): void => {
    if (chosen) remove(chosen);
  };
  const removing = button({ action: 'removeEntry', label: 'Remove', icon: 'trash', press });
  return {
    element: removing.element,
    choose(entry) {
      chosen = entry;
      removing.set({ hidden: !editing.canWrite() });
    },
    remove,
  };
}

function firstPage({ entries, after }: InspectorStream): {
  readonly rows: readonly InspectorStreamEntry[];
  readonly next?: string;
} {
  return { rows: entries, ...(after !== undefined && { next: after }) };
}

function createRow(): HTMLElement {
  const cell = { role: 'gridcell' };
  return el(
    'div',
    { class: 'content-row stream-row' },
    el('span', { class: 'first', attributes: cell }),
    el('span', { class: 'when', attributes: cell }),
    el('bdi', { class: 'second', attributes: cell }),
  );
}

function paintRow(element: HTMLElement, { id, fields }: InspectorStreamEntry): void {
  const [first, when, second] = element.children;
  if (!first || !when || !second) return;
  // The beginning is all that fits in a row.
  const shown = fields
    .slice(0, 20)
    .map(({ name, value }) => `${displayText(name.text, 60)} ${displayText(value.text, 120)}`);
  setText(first, id);
  setText(when, timeOfId(id));
  setText(second, shown.join(' · '));
  setTitle(element, [id, timeOfId(id)].filter(Boolean).join('\n'));
}

function fieldsOf({ fields }: InspectorStreamEntry): HTMLElement {
  const rows = fields
    .slice(0, MOST_FIELDS)
    .flatMap(({ name, value }) => [
      el('dt', {}, el('bdi', { text: displayText(name.text, 400) })),
      el('dd', {}, el('pre', { text: prettyJson(value.text) ?? value.text })),
    ]);
  const more = fields.length - MOST_FIELDS;
  if (more > 0) rows.push(el('dt', { text: `and ${formatCount(more)} more fields` }));
  return el('dl', { class: 'fields-card' }, ...rows);
}

function asLines({ fields }: InspectorStreamEntry): string {
  return fields.map(({ name, value }) => `${name.text}\t${value.text}`).join('\n');
}
