import type { Command, Reply } from '../../redis/reply';
import { asNumber } from '../../redis/reply';
import type { LaneResult } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import type { SessionContext } from './parameters';

/** What both lanes go through. */
export const load = {
  logins: {
    kind: 'number',
    title: 'Logins',
    description: 'How many clients log in; every fifth dies after the first of its commands.',
    default: 50,
    min: 5,
    max: 500,
  },
  additions: {
    kind: 'number',
    title: 'Additions',
    description: 'How many are made to one cart at once.',
    default: 50,
    min: 2,
    max: 500,
  },
  late: {
    kind: 'number',
    title: 'Late updates',
    description: 'How many are under way when their session is logged out.',
    default: 20,
    min: 1,
    max: 200,
  },
} as const satisfies ParameterSpecs;
export type Load = ParameterValues<typeof load>;

const CRASHING = 5;

export const SKU = 'coffee';

export function crashes(n: number): boolean {
  return n % CRASHING === 0;
}

export function crashesOf({ logins }: Load): number {
  return Math.ceil(logins / CRASHING);
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

export function laneResult({ additions }: Load, { immortal, ended, kept, zombies }: Seen): LaneResult {
  const lost = additions - kept;
  return {
    figures: [
      { label: 'Sessions that never end', value: immortal, tone: immortal === 0 ? 'good' : 'bad' },
      { label: `Additions kept of ${String(additions)}`, value: kept, tone: lost === 0 ? 'good' : 'bad' },
      { label: 'Sessions back after the logout', value: zombies, tone: zombies === 0 ? 'good' : 'bad' },
      { label: 'Logged in, with an end', value: ended },
    ],
    counts: { immortal, lost, zombies, ended },
  };
}
