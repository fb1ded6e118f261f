import './tabs.css';
import { el } from './dom';

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly content: HTMLElement;
}

export interface TabsView {
  readonly element: HTMLElement;
  show(id: string): void;
  /** A small count beside the title; empty for none. */
  setCount(id: string, count: string): void;
}

/** Tabs after the ARIA pattern: one stop for Tab, arrows move and show at once, Home and End. */
export function tabs(label: string, all: readonly Tab[], initial: string, shown: (id: string) => void): TabsView {
  const list = el('div', { class: 'tabs', attributes: { role: 'tablist', 'aria-label': label } });
  const counts = new Map<string, HTMLElement>();
  const heads = all.map(({ id, title }) => {
    const attributes = { role: 'tab', type: 'button', id: `tab-${id}`, 'data-tab': id, 'aria-controls': `panel-${id}` };
    const count = el('span', { class: 'tab-count' });
    counts.set(id, count);
    return el('button', { class: 'tab', attributes }, title, count);
  });
  const panels = all.map(({ id, content }) => {
    const attributes = { role: 'tabpanel', id: `panel-${id}`, 'aria-labelledby': `tab-${id}` };
    return el('div', { class: 'tab-panel', attributes }, content);
  });
  const show = (chosen: number): void => {
    heads.forEach((head, index) => {
      head.setAttribute('aria-selected', String(index === chosen));
      head.tabIndex = index === chosen ? 0 : -1;
    });
    panels.forEach((panel, index) => {
      panel.hidden = index !== chosen;
    });
    const tab = all[chosen];
    if (tab) shown(tab.id);
  };
  heads.forEach((head, index) => {
    head.addEventListener('click', () => {
      show(index);
    });
  });
  list.append(...heads);
  list.addEventListener('keydown', (event) => {
    const to = nextTab(
      event.key,
      heads.findIndex((head) => head === document.activeElement),
      heads.length,
    );
    if (to === undefined) return;
    event.preventDefault();
    show(to);
    heads[to]?.focus();
  });
  const showTab = (id: string): void => {
    show(
      Math.max(
        0,
        all.findIndex((tab) => tab.id === id),
      ),
    );
  };
  showTab(initial);
  return {
    element: el('div', { class: 'tabbed' }, list, ...panels),
    show: showTab,
    setCount(id, count) {
      const place = counts.get(id);
      if (place && place.textContent !== count) place.textContent = count;
    },
  };
}

function nextTab(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowLeft':
      return (at - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
