import type { Reply } from '../../redis/reply';
import { asNumber, asArray, asOptionalNumber, asPairs } from '../../redis/reply';
import type { Limits } from './limits';

/** How a client stands, reckoned from what is stored: for the view, which must not ask a script. */
export interface Standing {
  /** Requests that would be admitted at once. */
  readonly left: number;
  /** Milliseconds until the next one is admitted; 0 for now. */
  readonly waitMs: number;
}

export function gcraStanding([paid]: readonly Reply[], { limit, windowMs }: Limits, nowUs: number): Standing {
  const interval = Math.ceil((windowMs * 1000) / limit);
  const ahead = Math.max(0, (asOptionalNumber(paid ?? null) ?? 0) - nowUs);
  const left = Math.max(0, Math.floor((limit * interval - ahead) / interval));
  return { left, waitMs: left > 0 ? 0 : Math.ceil((ahead - (limit - 1) * interval) / 1000) };
}

export function bucketStanding([bucket]: readonly Reply[], { limit, windowMs }: Limits, nowUs: number): Standing {
  const [stored, at] = asArray(bucket ?? []).map(asOptionalNumber);
  const perMs = limit / windowMs;
  const tokens = Math.min(limit, (stored ?? limit) + (Math.max(0, nowUs - (at ?? nowUs)) / 1000) * perMs);
  return { left: Math.floor(tokens), waitMs: tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perMs) };
}

export function logStanding([entries]: readonly Reply[], { limit, windowMs }: Limits, nowUs: number): Standing {
  const now = Math.floor(nowUs / 1000);
  const times = asPairs(entries ?? []).map(([, time]) => asNumber(time));
  const inside = times.filter((time) => time > now - windowMs);
  const leaves = inside[inside.length - limit];
  return {
    left: Math.max(0, limit - inside.length),
    waitMs: leaves === undefined ? 0 : leaves + windowMs - now,
  };
}

export function counterStanding(counters: readonly Reply[], { limit, windowMs }: Limits, nowUs: number): Standing {
  const [current = 0, before = 0] = counters.map((counter) => asOptionalNumber(counter) ?? 0);
  const remaining = windowMs - (Math.floor(nowUs / 1000) % windowMs);
  const left = Math.floor(((limit - current) * windowMs - before * remaining) / windowMs);
  if (left >= 1) return { left, waitMs: 0 };
  const waitMs =
    current + 1 <= limit
      ? remaining - Math.floor(((limit - current - 1) * windowMs) / before)
      : remaining + Math.max(0, windowMs - Math.floor(((limit - 1) * windowMs) / current));
  return { left: 0, waitMs };
}

export function fixedStanding([used, lives]: readonly Reply[], { limit }: Limits): Standing {
  const left = Math.max(0, limit - (asOptionalNumber(used ?? null) ?? 0));
  return { left, waitMs: left > 0 ? 0 : Math.max(0, asNumber(lives ?? 0) + 1) };
}
