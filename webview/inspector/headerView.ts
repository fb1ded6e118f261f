import { displayText } from '../../src/protocol/displayText';
import { formatBytes, formatDuration } from '../../src/protocol/format';
import type { InspectorKey } from '../../src/protocol/inspector';
import { keyTypeName } from '../../src/protocol/keyTypeName';
import { connectionChip } from '../shared/connectionChip';
import { el, setText, setTitle } from '../shared/dom';
import { hostNow } from '../shared/hostClock';
import { countOf, timeOfDay } from '../shared/numbers';
import { button } from '../shared/toolkit';
import { everyTick, remainingMs } from '../shared/ttl';
import { editBar } from './edits/editBar';
import { liveView } from './liveView';
import type { InspectorContext } from './context';

/** Characters of a name that are shown: all of any name that a person made, and not all of a 64 KB one. */
const NAME_LENGTH = 2000;

/** Type, name and time to live; then what else is known of the key. */
export function headerView(context: InspectorContext): HTMLElement {
  const { store, ask } = context;
  const type = el('span', { class: 'badge' });
  const name = el('h1', { class: 'name' });
  const facts = el('p', { class: 'facts' });
  const chip = connectionChip();
  const copy = button({
    ...{ action: 'copyName', label: 'Copy the name', icon: 'copy', appearance: 'icon' },
    press: () => {
      ask('copyName', null);
    },
  });
  const refresh = button({
    ...{ action: 'refresh', label: 'Read again', icon: 'refresh', appearance: 'icon' },
    press: () => {
      ask('refresh', null);
    },
  });
  const pin = pinButtons(context);
  store.subscribe(({ header, info }) => {
    setText(type, info ? keyTypeName(info.type) : '?');
    setText(name, displayText(header.key.text, NAME_LENGTH));
    setText(facts, info ? factsOf(info) : '');
    chip.paint(header.connection, []);
  });
  const title = el('div', { class: 'name-row' }, type, name, copy.element, refresh.element, pin);
  const second = el(
    'div',
    { class: 'facts-row' },
    facts,
    el('span', { class: 'spring' }),
    liveView({ store }),
    chip.element,
  );
  return el('header', { class: 'key-header' }, title, ttlView(store), second, editBar(context));
}

/** Keeps the panel with its key, or lets it show whatever is chosen next: not where an edit would be lost by that. */
function pinButtons({ store, ask, editing }: InspectorContext): HTMLElement {
  const keep = button({
    ...{ action: 'keepOpen', icon: 'pin', label: 'Keep open: now it follows the selection', appearance: 'icon' },
    press: () => {
      ask('pin', { pinned: true });
    },
  });
  const follow = button({
    ...{ action: 'follow', icon: 'pinned', label: 'Stays with this key: let it follow the selection' },
    ...{ appearance: 'icon' },
    press: () => {
      ask('pin', { pinned: false });
    },
  });
  const paint = (): void => {
    const { pinned } = store.state;
    const { undos, form } = editing.store.state;
    keep.set({ hidden: pinned });
    follow.set({ hidden: !pinned || undos.length > 0 || form !== undefined });
  };
  store.watch(['pinned'], paint);
  editing.store.watch(['undos', 'form'], paint);
  return el('span', { class: 'pin' }, keep.element, follow.element);
}

/** A bar that shrinks, with the exact time beside it. Full is what was left when the key was first read here. */
function ttlView(store: InspectorContext['store']): HTMLElement {
  const bar = el('span', { class: 'ttl-bar' });
  const text = el('span', { class: 'ttl-text' });
  const view = el(
    'div',
    { class: 'ttl' },
    el('span', { class: 'ttl-track', attributes: { 'aria-hidden': 'true' } }, bar),
    text,
  );
  let full = 0;
  const tick = (now: number): void => {
    const { info, gone } = store.state;
    const left = info && !gone ? remainingMs(info, now) : undefined;
    view.classList.toggle('endless', left === undefined);
    if (left === undefined) {
      setText(text, gone ? '' : info ? 'No time to live' : '');
      return;
    }
    // A key that was given more time starts with a full bar again.
    full = Math.max(full, left, 1);
    bar.style.width = `${String((100 * left) / full)}%`;
    setText(text, left === 0 ? 'Expiring…' : `Expires in ${formatDuration(Math.ceil(left / 1000) * 1000)}`);
    setTitle(text, info ? `PTTL, read at ${timeOfDay(info.readAt)}` : '');
  };
  store.subscribe(() => {
    tick(hostNow());
  });
  everyTick(tick);
  return view;
}

/** What the length of a type counts, where that is not elements. */
const PARTS: Readonly<Record<string, readonly [one: string, many?: string]>> = {
  string: ['byte'],
  hash: ['field'],
  set: ['member'],
  zset: ['member'],
  stream: ['entry', 'entries'],
  'TSDB-TYPE': ['sample'],
};

function factsOf({ encoding, memory, length, idle, type, slot, node, readAt }: InspectorKey): string {
  return [
    encoding,
    memory === undefined ? undefined : `${formatBytes(memory)} of memory`,
    length === undefined ? undefined : countOf(length, ...(PARTS[type] ?? ['element'])),
    idle === undefined ? undefined : idle === 0 ? 'just used' : `idle ${formatDuration(idle * 1000)}`,
    slot === undefined ? undefined : `slot ${String(slot)}${node === undefined ? '' : ` on ${displayText(node, 80)}`}`,
    `read at ${timeOfDay(readAt)}`,
  ]
    .filter((fact) => fact !== undefined)
    .join(' · ');
}
