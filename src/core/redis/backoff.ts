import type { Random } from '../base/random';

const FIRST_MS = 250;
/** People wait for it and watch the countdown: longer would feel given up. */
const CAP_MS = 10_000;

/**
 * Milliseconds to wait before the `attempt`-th try (1 is the first): doubling, capped at 10 s. The jitter takes off up to
 * half, so that the clients of a restarted server do not all come back at once.
 */
export function backoffMs(attempt: number, random: Random): number {
  const full = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.round(full * (1 - random.next() / 2));
}
