import type { VirtualListOptions, VirtualListView } from '../shared/virtualList';
import { virtualList } from '../shared/virtualList';
import { flashOnce } from './flashes';

export interface FlashingListOptions<Item> extends VirtualListOptions<Item> {
  /** What of an item shows that it changed. */
  readonly stamp: (item: Item) => string;
  /** Items that were not there before flash as well. */
  readonly flashNew: boolean;
}

/** A list that flashes what changed since it was set last. `forget`: what comes next is not compared with what was there. */
export function flashingList<Item extends object>(
  options: FlashingListOptions<Item>,
): VirtualListView<Item> & { readonly forget: () => void } {
  let before: readonly Item[] = [];
  let stamps = new Map<string, string>();
  let changed: ReadonlySet<Item> = new Set();
  const list = virtualList<Item>({
    ...options,
    paint: (row, item, index) => {
      options.paint(row, item, index);
      if (changed.has(item)) flashOnce(row);
    },
  });
  const compare = (items: readonly Item[]): void => {
    const now = new Map(items.map((item, index) => [options.key(item, index), options.stamp(item)]));
    const isChanged = (item: Item, index: number): boolean => {
      const old = stamps.get(options.key(item, index));
      return old === undefined ? options.flashNew : old !== options.stamp(item);
    };
    // A page that was appended leaves the items before it as they are.
    const isSame = before.length === 0 || before[0] === items[0];
    changed = new Set(isSame ? [] : items.filter(isChanged));
    [before, stamps] = [items, now];
  };
  return {
    element: list.element,
    set(items) {
      compare(items);
      list.set(items);
      // What is scrolled to later is not new any more.
      changed = new Set();
    },
    moveTo: list.moveTo.bind(list),
    repaint: list.repaint.bind(list),
    forget() {
      before = [];
    },
  };
}
