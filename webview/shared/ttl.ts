import { formatTtl } from '../../src/protocol/format';
import { hostNow } from './hostClock';

/** Milliseconds left at the wall time `readAt`; without `ttlMs` it never expires. */
export interface ReadTtl {
  readonly ttlMs?: number | undefined;
  readonly readAt: number;
}

/** Milliseconds left now, 0 when it is over; undefined when it never expires. */
export function remainingMs({ ttlMs, readAt }: ReadTtl, now: number): number | undefined {
  return ttlMs === undefined ? undefined : Math.max(0, readAt + ttlMs - now);
}

/** `59 s`, `expired`, or nothing when it never expires. */
export function ttlText(ttl: ReadTtl, now: number): string {
  const left = remainingMs(ttl, now);
  if (left === undefined) return '';
  return left === 0 ? 'expired' : formatTtl(left);
}

const TICK_MS = 250;

/**
 * Calls `tick` as time passes, so that what was read once counts down without asking the server again. Four times a
 * second: a shown second is never late by more than one can see. Answers how to stop it.
 */
export function everyTick(tick: (now: number) => void): () => void {
  const timer = window.setInterval(() => {
    if (!document.hidden) tick(hostNow());
  }, TICK_MS);
  return () => {
    window.clearInterval(timer);
  };
}
