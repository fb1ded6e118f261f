import type { Disposable } from '../../core/base/disposables';

/** Reads again and again while it is on; never two reads at once. */
export class Poller implements Disposable {
  private timer: NodeJS.Timeout | undefined;
  private reading: AbortController | undefined;
  private again = false;
  private on = false;

  /** `read` deals with its own failures: what it rejects with is dropped. */
  constructor(
    private readonly read: (signal: AbortSignal) => Promise<void>,
    private readonly intervalMs: number,
  ) {}

  /** Switching it on reads at once; switching it off stops a read that is under way. */
  set active(value: boolean) {
    if (value === this.on) return;
    this.on = value;
    if (value) void this.step();
    else this.stop();
  }

  /** Reads now, or as soon as the read under way has ended: what that one saw may be old. */
  now(): void {
    if (!this.on) return;
    if (this.reading) this.again = true;
    else void this.step();
  }

  dispose(): void {
    this.on = false;
    this.stop();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.again = false;
    this.reading?.abort();
    this.reading = undefined;
  }

  private async step(): Promise<void> {
    clearTimeout(this.timer);
    const own = (this.reading = new AbortController());
    await this.read(own.signal).catch(() => undefined);
    // Switched off, and perhaps on again, meanwhile: then another step goes on.
    if (this.reading !== own) return;
    this.reading = undefined;
    const wait = this.again ? 0 : this.intervalMs;
    this.again = false;
    this.timer = setTimeout(() => void this.step(), wait);
  }
}
