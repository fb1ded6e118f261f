import type { Clock } from '../../base/clock';

/** A change so soon after the key was armed came at once: it changes a hundred times a second or more. */
const AT_ONCE_MS = 10;
/** So often in a row it is no accident. */
const OFTEN = 5;
/** How long such a key is then read without being armed. After its last change it is read about ten times in vain. */
const UNARMED_MS = 400;

/**
 * Whether a key changes so fast that each time it is armed the answer comes at once. To arm it says nothing then but that
 * it is to be read again, and costs as much as reading: with notifications a message for each change until it is left.
 */
export class Haste {
  /** Infinity while it is being armed; undefined when the change that it was armed for has come. */
  private armedAt: number | undefined;
  private inRow = 0;
  private unarmedUntil = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** Not to be armed now, but to be read again as if it had changed. */
  get isHasty(): boolean {
    return this.clock.monotonic() < this.unarmedUntil;
  }

  arming(): void {
    this.armedAt = Infinity;
  }

  armed(): void {
    if (this.armedAt === Infinity) this.armedAt = this.clock.monotonic();
  }

  changed(): void {
    if (this.armedAt === undefined) return;
    const now = this.clock.monotonic();
    this.inRow = now - this.armedAt <= AT_ONCE_MS ? this.inRow + 1 : 0;
    this.armedAt = undefined;
    if (this.inRow >= OFTEN) this.unarmedUntil = now + UNARMED_MS;
  }
}
