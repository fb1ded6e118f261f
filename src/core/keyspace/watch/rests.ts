import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposables';

/** A server whose keys change faster than this is listened to only now and then: nobody reads along that fast. */
const WINDOW_MS = 250;
const MOST_IN_WINDOW = 500;
const REST_MS = 2000;

export interface RestsOptions {
  readonly clock: Clock;
  /** Too much was heard: from now on nothing is to be heard for a while. */
  readonly stop: () => void;
  /** The rest is over. */
  readonly goOn: () => void;
}

/** When to stop listening because too much changes, be it many keys or one key again and again, and when to go on. */
export class Rests implements Disposable {
  private rest: Disposable | undefined;
  private windowStart = -Infinity;
  private heard = 0;

  constructor(private readonly options: RestsOptions) {}

  get resting(): boolean {
    return this.rest !== undefined;
  }

  /** So many changes were heard of. */
  count(changes: number): void {
    const { clock, stop, goOn } = this.options;
    const now = clock.monotonic();
    if (now - this.windowStart > WINDOW_MS) {
      this.windowStart = now;
      this.heard = 0;
    }
    this.heard += changes;
    if (this.heard <= MOST_IN_WINDOW || this.rest) return;
    this.rest = clock.after(REST_MS, () => {
      this.rest = undefined;
      goOn();
    });
    stop();
  }

  dispose(): void {
    this.rest?.dispose();
  }
}
