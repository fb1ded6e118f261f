import { el, setKeyed } from './dom';

/** Rows kept above and below what is seen, so that quick scrolling shows no gap. */
const MARGIN = 6;

export interface VirtualListOptions<Item> {
  readonly label: string;
  /** CSS pixels; the same for every row. */
  readonly rowHeight: number;
  /** Stays the same for the same item: its element is kept while it is in view, and it stays the active one wherever it goes. */
  readonly key: (item: Item, index: number) => string;
  readonly create: () => HTMLElement;
  readonly paint: (row: HTMLElement, item: Item, index: number) => void;
  /** Enter, or a click. */
  readonly activate?: (item: Item) => void;
  /** A row became the active one. */
  readonly choose?: (item: Item) => void;
  /** Delete. */
  readonly remove?: (item: Item) => void;
  /** Ctrl+C or Cmd+C on the active row when no text is selected. */
  readonly copy?: (item: Item) => void;
  /** Stays at the end while items are appended, as a log does, unless one scrolled away from it. */
  readonly followEnd?: boolean;
}

export interface VirtualListView<Item> {
  readonly element: HTMLElement;
  set(items: readonly Item[]): void;
  /** Makes a row the active one, and brings it into view. */
  moveTo(index: number): void;
  /** Paints the rows in view again: what they show may depend on the time. */
  repaint(): void;
}

/** Rows of one height, of which only those in view are in the page. Keyboard as in a grid whose cells are whole rows. */
export function virtualList<Item>(options: VirtualListOptions<Item>): VirtualListView<Item> {
  return new VirtualList(options);
}

let lists = 0;

/** Keyboards of Macs have but the one key. */
function isDelete({ key }: KeyboardEvent): boolean {
  return key === 'Delete' || (key === 'Backspace' && navigator.userAgent.includes('Mac OS X'));
}

class VirtualList<Item> implements VirtualListView<Item> {
  readonly element: HTMLElement;
  private readonly id = `list-${String((lists += 1))}`;
  private readonly canvas = el('div', { class: 'virtual-canvas', attributes: { role: 'rowgroup' } });
  private items: readonly Item[] = [];
  /** The active row; below 0 while there is none. */
  private active = -1;
  private activeKey: string | undefined;
  /** Where the keyboard goes on when the active row is gone. */
  private place = 0;
  private following = true;

  constructor(private readonly options: VirtualListOptions<Item>) {
    const attributes = { role: 'grid', 'aria-label': options.label, tabindex: '0' };
    this.element = el('div', { class: 'virtual-list', attributes }, this.canvas);
    this.element.addEventListener('scroll', () => {
      const { scrollTop, clientHeight, scrollHeight } = this.element;
      this.following = scrollTop + clientHeight >= scrollHeight - 2;
      this.repaint();
    });
    this.element.addEventListener('keydown', (event) => {
      this.onKey(event);
    });
    this.canvas.addEventListener('click', (event) => {
      this.onClick(event);
    });
    // Hidden tabs have no height; this paints when they are shown.
    new ResizeObserver(() => {
      this.follow();
      this.repaint();
    }).observe(this.element);
  }

  set(items: readonly Item[]): void {
    const seen = this.keysInView();
    this.items = items;
    // A row that is gone leaves none in its place: Enter and Delete must not hit another one.
    this.active = this.activeKey === undefined ? -1 : this.indexOf(this.activeKey, this.active);
    if (this.active >= 0) this.place = this.active;
    else this.activeKey = undefined;
    this.canvas.style.height = `${String(items.length * this.options.rowHeight)}px`;
    this.element.setAttribute('aria-rowcount', String(items.length));
    if (this.options.followEnd && this.following) this.follow();
    else this.keepInView(seen);
    this.repaint();
  }

  /** The rows that are seen, from the top; none at the very top, where new rows come into view. */
  private keysInView(): readonly string[] {
    const { scrollTop, clientHeight } = this.element;
    if (scrollTop === 0) return [];
    const first = Math.floor(scrollTop / this.options.rowHeight);
    const end = Math.ceil((scrollTop + clientHeight) / this.options.rowHeight);
    return this.items.slice(first, end).map((item, offset) => this.options.key(item, first + offset));
  }

  /** Leaves the first of these that is still there where it was seen. */
  private keepInView(seen: readonly string[]): void {
    const { rowHeight } = this.options;
    const first = Math.floor(this.element.scrollTop / rowHeight);
    for (const [offset, key] of seen.entries()) {
      const at = this.indexOf(key, first + offset);
      if (at < 0) continue;
      if (at !== first + offset) this.element.scrollTop += (at - first - offset) * rowHeight;
      return;
    }
  }

  /** Where the row of this key is, most likely at `near`; below 0 when it is gone. */
  private indexOf(key: string, near: number): number {
    const isIt = (item: Item, index: number): boolean => this.options.key(item, index) === key;
    const likely = this.items[near];
    return likely !== undefined && isIt(likely, near) ? near : this.items.findIndex(isIt);
  }

  repaint(): void {
    const { rowHeight, key, create, paint } = this.options;
    const height = this.element.clientHeight;
    if (height === 0) return;
    const first = Math.max(0, Math.floor(this.element.scrollTop / rowHeight) - MARGIN);
    const end = Math.min(this.items.length, Math.ceil((this.element.scrollTop + height) / rowHeight) + MARGIN);
    const inView = this.items.slice(first, end).map((item, offset) => ({ item, index: first + offset }));
    setKeyed(this.canvas, inView, {
      key: ({ item, index }) => key(item, index),
      create: () => {
        const row = create();
        row.setAttribute('role', 'row');
        row.style.height = `${String(rowHeight)}px`;
        return row;
      },
      update: (row, { item, index }) => {
        row.id = `${this.id}-${String(index)}`;
        row.dataset['index'] = String(index);
        row.setAttribute('aria-rowindex', String(index + 1));
        row.setAttribute('aria-selected', String(index === this.active));
        row.style.transform = `translateY(${String(index * rowHeight)}px)`;
        paint(row, item, index);
      },
    });
    this.markActive();
  }

  private follow(): void {
    if (this.options.followEnd && this.following) this.element.scrollTop = this.element.scrollHeight;
  }

  private markActive(): void {
    const id = `${this.id}-${String(this.active)}`;
    if (this.active >= 0 && document.getElementById(id)) this.element.setAttribute('aria-activedescendant', id);
    else this.element.removeAttribute('aria-activedescendant');
  }

  moveTo(index: number): void {
    this.activate(Math.max(0, Math.min(this.items.length - 1, index)));
    const { rowHeight } = this.options;
    const top = this.active * rowHeight;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) this.element.scrollTop = top + rowHeight - clientHeight;
    this.repaint();
    this.tellActive();
  }

  private activate(index: number): void {
    const item = this.items[index];
    this.active = this.place = index;
    this.activeKey = item === undefined ? undefined : this.options.key(item, index);
  }

  private tellActive(): void {
    const item = this.items[this.active];
    if (item !== undefined) this.options.choose?.(item);
  }

  private onKey(event: KeyboardEvent): void {
    const item = this.items[this.active];
    if (event.key === 'Enter' && item !== undefined) this.options.activate?.(item);
    else if (isDelete(event) && item !== undefined) this.options.remove?.(item);
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey)) this.onCopy(item);
    else {
      const to = this.target(event.key);
      if (to === undefined || this.items.length === 0) return;
      event.preventDefault();
      this.moveTo(to);
    }
  }

  private onCopy(item: Item | undefined): void {
    // What one selected by mouse is what one wants to copy.
    if (item !== undefined && getSelection()?.isCollapsed !== false) this.options.copy?.(item);
  }

  private target(key: string): number | undefined {
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.options.rowHeight) - 1);
    const { place } = this;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.active < 0 ? place : place + 1,
      ArrowUp: place - 1,
      PageDown: place + page,
      PageUp: place - page,
      Home: 0,
      End: this.items.length - 1,
    };
    return Object.hasOwn(moves, key) ? moves[key] : undefined;
  }

  private onClick(event: Event): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    if (!row || getSelection()?.isCollapsed === false) return;
    this.activate(Number(row.dataset['index']));
    this.repaint();
    this.tellActive();
    const item = this.items[this.active];
    if (item !== undefined) this.options.activate?.(item);
  }
}
