import { formatCount } from '../../../src/protocol/format';
import { el, setText } from '../../shared/dom';
import type { ButtonView } from '../../shared/toolkit';
import { button } from '../../shared/toolkit';

/** What one looks for a text in. */
export interface FindPlace {
  /** Marks the places that hold the text, and that of this number as the one that is meant; answers how many there are. */
  readonly find: (text: string, near: number) => number;
  /** Marks another one as that, and brings it into view. */
  readonly show: (at: number) => void;
  /** Where it looked, as ` in the first 65 kB`; empty when that is all there is. */
  readonly scope: () => string;
  /** Takes the focus when the bar is closed. */
  readonly focus: () => void;
}

export interface FindBar {
  /** The button that opens it. */
  readonly opener: HTMLElement;
  /** Whether there is a text to look in now. */
  offer(possible: boolean): void;
  readonly element: HTMLElement;
  /** To be told when what one looks in is painted anew. */
  refresh(): void;
}

/** Finds a text in what is shown, from one place that holds it to the next. Ctrl+F opens it while `element` is in the page. */
export function findBar(place: FindPlace): FindBar {
  let [at, count] = [0, 0];
  const box = findBox();
  const said = el('span', { class: 'quiet', attributes: { role: 'status' } });
  const look = (first: number): void => {
    count = place.find(box.value, first);
    at = Math.max(0, Math.min(first, count - 1));
    paint();
  };
  const paint = (): void => {
    setText(said, box.value === '' ? '' : `${wordsOf(at, count)}${place.scope()}`);
    for (const { set } of [before, after]) set({ disabled: count === 0 });
  };
  const step = (by: number) => (): void => {
    if (count === 0) return;
    at = (at + by + count) % count;
    place.show(at);
    paint();
  };
  const open = (): void => {
    if (opener.element.hidden) return;
    element.hidden = false;
    look(at);
    box.focus();
    box.select();
  };
  const hide = (): void => {
    if (element.hidden) return;
    element.hidden = true;
    place.find('', 0);
  };
  const close = (): void => {
    hide();
    place.focus();
  };
  const { before, after, closing, opener } = findButtons({ step, close, open });
  const element = el('div', { class: 'find-bar', attributes: { role: 'search' } });
  element.append(box, said, before.element, after.element, closing.element);
  element.hidden = true;
  box.addEventListener('input', () => {
    look(0);
    if (count > 0) place.show(0);
  });
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    if (event.key === 'Enter' && event.target === box) step(event.shiftKey ? -1 : 1)();
  });
  onFindKey(element, open);
  return {
    opener: opener.element,
    element,
    offer(possible) {
      opener.set({ hidden: !possible });
      if (!possible) hide();
    },
    refresh: () => {
      if (!element.hidden) look(at);
    },
  };
}

function findBox(): HTMLInputElement {
  return el('input', { class: 'find-box', attributes: { type: 'text', 'aria-label': 'Find', placeholder: 'Find' } });
}

function wordsOf(at: number, count: number): string {
  return count === 0 ? 'No match' : `${formatCount(at + 1)} of ${formatCount(count)}`;
}

function findButtons({
  step,
  close,
  open,
}: {
  readonly step: (by: number) => () => void;
  readonly close: () => void;
  readonly open: () => void;
}): Readonly<Record<'before' | 'after' | 'closing' | 'opener', ButtonView>> {
  const of = (action: string, label: string, icon: string, press: () => void): ButtonView =>
    button({ action, label, icon, press, appearance: 'icon' });
  return {
    before: of('findPrevious', 'Previous match (Shift+Enter)', 'arrow-up', step(-1)),
    after: of('findNext', 'Next match (Enter)', 'arrow-down', step(1)),
    closing: of('closeFind', 'Close (Escape)', 'close', close),
    opener: of('find', 'Find (Ctrl+F)', 'search', open),
  };
}

/** Ctrl+F while `element` is in the page. */
export function onFindKey(element: HTMLElement, open: () => void): void {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'f' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if (!element.isConnected) return;
    event.preventDefault();
    open();
  });
}
