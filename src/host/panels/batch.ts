import type { Disposable } from '../../core/base/disposables';

/** How long entries are gathered before they are sent: fast enough to look live, slow enough for thousands a second. */
const BATCH_MS = 40;

/** Gathers items and hands them on together. */
export class Batch<T> implements Disposable {
  private items: T[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly flush: (items: readonly T[]) => void) {}

  add(item: T): void {
    this.items.push(item);
    this.timer ??= setTimeout(() => {
      this.send();
    }, BATCH_MS);
  }

  /** Drops what waits. */
  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.items = [];
  }

  dispose(): void {
    this.clear();
  }

  private send(): void {
    const { items } = this;
    this.clear();
    this.flush(items);
  }
}
