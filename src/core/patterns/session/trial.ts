import type { Command, Reply } from '../../redis/reply';
import { asNumber } from '../../redis/reply';
import type { LaneResult } from '../contract';
import type { SessionContext } from './parameters';

/** What both lanes go through. */
export const LOGINS = 50;
/** Every fifth client dies after the first of its commands. */
export const CRASHES = 10;
export const ADDITIONS = 50;
/** Updates that were under way when their session was logged out. */
export const LATE = 20;

export const SKU = 'coffee';

export function crashes(n: number): boolean {
  return n % (LOGINS / CRASHES) === 0;
}

/** The keys of a lane's sessions: all in the slot of the demo, so that one transaction may hold them all. */
export function trialKeys(context: SessionContext, lane: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => context.keys.of('experiment', lane, context.variant, n));
}

/** A session as the variant writes it, without a TTL. */
export function writeSession(context: SessionContext, key: string): Command {
  return context.variant === 'json'
    ? ['JSON.SET', key, '$', JSON.stringify({ uid: 'u1', seen: 0, cart: {} })]
    : ['HSET', key, 'uid', 'u1', 'seen', 0];
}

/** Of answers to PTTL: -1 is a key without a TTL, -2 no key at all. */
export function countTtls(replies: readonly Reply[]): { readonly immortal: number; readonly ended: number } {
  const ttls = replies.map(asNumber);
  return { immortal: ttls.filter((ttl) => ttl === -1).length, ended: ttls.filter((ttl) => ttl > 0).length };
}

export interface Seen {
  readonly immortal: number;
  readonly ended: number;
  readonly kept: number;
  readonly zombies: number;
}

export function laneResult({ immortal, ended, kept, zombies }: Seen): LaneResult {
  const lost = ADDITIONS - kept;
  return {
    figures: [
      { label: 'Sessions that never end', value: immortal, tone: immortal === 0 ? 'good' : 'bad' },
      { label: `Additions kept of ${String(ADDITIONS)}`, value: kept, tone: lost === 0 ? 'good' : 'bad' },
      { label: 'Sessions back after the logout', value: zombies, tone: zombies === 0 ? 'good' : 'bad' },
      { label: 'Logged in, with an end', value: ended },
    ],
    counts: { immortal, lost, zombies, ended },
  };
}
