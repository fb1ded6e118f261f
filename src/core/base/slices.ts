import type { Clock } from './clock';
import { systemClock } from './clock';

/** Milliseconds of work at a stretch: well below what a person, or a frame, notices. */
const SLICE_MS = 6;

/**
 * Runs work that is given as small steps without holding the thread: after some milliseconds other events have their turn.
 * Answers what the work returns.
 */
export async function inSlices<T>(work: Iterator<void, T>, clock: Clock = systemClock): Promise<T> {
  for (let end = clock.monotonic() + SLICE_MS; ;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (clock.monotonic() < end) continue;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    end = clock.monotonic() + SLICE_MS;
  }
}

/** The same at once, for who cannot wait. */
export function atOnce<T>(work: Iterator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
