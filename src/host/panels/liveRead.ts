import { systemClock } from '../../core/base/clock';
import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposables';
import type { KeyWatcher } from '../../core/keyspace/watch/keyWatcher';
import type { KeyWatch } from '../../core/keyspace/watch/watches';
import type { WatchWay } from '../../core/keyspace/watch/way';

/** Milliseconds between the beginnings of two readings at least: 25 a second look continuous and cost little. */
const GAP_MS = 40;
/** An expired key is looked for a moment after its time, when the server has certainly let it go. */
const AFTER_EXPIRY_MS = 20;
/** The longest that a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

export interface LiveReadOptions {
  readonly key: Buffer;
  /** What hears of its changes now; undefined while there is no connection. */
  readonly watcher: () => KeyWatcher | undefined;
  /**
   * Deals with its own failures: what it rejects with is dropped. Answers the wall time at which the key expires, if it does.
   * `changed` when the key certainly did since the last reading, and not only may have.
   */
  readonly read: (signal: AbortSignal, changed: boolean) => Promise<number | undefined>;
  /** Hears how changes are noticed; undefined while nothing is watched. */
  readonly onWay: (way: WatchWay | undefined) => void;
  readonly clock?: Clock;
}

/**
 * Reads a key again whenever it changes, while it is on: at once after a quiet time, and at most every 40 ms. Never two
 * readings at once, and after the last change always one more.
 */
export class LiveRead implements Disposable {
  private readonly clock: Clock;
  private watch: KeyWatch | undefined;
  private reading: AbortController | undefined;
  private again = false;
  private changed = false;
  private begunAt = -Infinity;
  private gap: Disposable | undefined;
  private expiry: Disposable | undefined;

  constructor(private readonly options: LiveReadOptions) {
    this.clock = options.clock ?? systemClock;
  }

  /** Switching it on reads at once; switching it off stops a reading that is under way, and watches nothing any more. */
  set active(value: boolean) {
    if (value === (this.watch !== undefined)) return;
    if (value) this.start();
    else this.stop();
  }

  /** Reads as soon as may be: what a reading under way saw may be old. */
  now(): void {
    if (!this.watch) return;
    this.again = true;
    this.step();
  }

  dispose(): void {
    this.stop();
  }

  private start(): void {
    const { key, onWay } = this.options;
    this.watch = this.options.watcher()?.watchKey(key, {
      changed: (keys) => {
        this.changed ||= keys !== undefined;
        this.now();
      },
      way: onWay,
    });
    this.now();
  }

  private stop(): void {
    const { watch } = this;
    if (!watch) return;
    this.watch = undefined;
    watch.dispose();
    this.gap?.dispose();
    this.gap = undefined;
    this.expiry?.dispose();
    this.again = false;
    this.reading?.abort();
    this.reading = undefined;
    this.options.onWay(undefined);
  }

  private step(): void {
    if (this.reading || this.gap || !this.again || !this.watch) return;
    const wait = this.begunAt + GAP_MS - this.clock.monotonic();
    if (wait <= 0) {
      void this.readOnce(this.watch);
      return;
    }
    this.gap = this.clock.after(wait, () => {
      this.gap = undefined;
      this.step();
    });
  }

  private async readOnce(watch: KeyWatch): Promise<void> {
    this.again = false;
    this.begunAt = this.clock.monotonic();
    const own = (this.reading = new AbortController());
    await watch.ready();
    const { changed } = this;
    this.changed = false;
    const expiresAt = own.signal.aborted
      ? undefined
      : await this.options.read(own.signal, changed).catch(() => undefined);
    // Switched off, and perhaps on again, meanwhile: then another reading goes on.
    if (this.reading !== own) return;
    this.reading = undefined;
    this.readAtExpiry(expiresAt);
    this.step();
  }

  /** A server may let an expired key lie for a while without telling; asking for it makes it go. */
  private readAtExpiry(expiresAt: number | undefined): void {
    this.expiry?.dispose();
    const left = expiresAt === undefined ? Infinity : expiresAt - this.clock.now() + AFTER_EXPIRY_MS;
    if (left > LONGEST_MS) return;
    this.expiry = this.clock.after(Math.max(left, GAP_MS), () => {
      this.now();
    });
  }
}
