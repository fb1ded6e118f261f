import type { PatternContext } from '../contract';
import type { ParameterSpecs, ParameterValues } from '../parameters';

export const parameters = {
  users: {
    kind: 'number',
    title: 'Users',
    description: 'How many users there are. Every third is logged in on two devices to begin with.',
    default: 200,
    min: 2,
    max: 10_000,
  },
  idle: {
    kind: 'number',
    title: 'Ends without a request after',
    description: 'How long a session lives after its last request; never longer than the demo data.',
    default: 60,
    min: 5,
    max: 600,
    unit: 's',
  },
  absolute: {
    kind: 'number',
    title: 'Ends in any case after',
    description: 'How long a session lives however often it is used; never longer than the demo data.',
    default: 300,
    min: 10,
    max: 600,
    unit: 's',
  },
  most: {
    kind: 'number',
    title: 'Most of one product',
    description: 'How many of one product a cart holds at most.',
    default: 20,
    min: 3,
    max: 1000,
  },
  shown: {
    kind: 'number',
    title: 'Shown',
    description: 'How many of the newest sessions the live view shows.',
    default: 12,
    min: 1,
    max: 50,
    unit: 'sessions',
  },
} as const satisfies ParameterSpecs;

export type SessionValues = ParameterValues<typeof parameters>;
export type SessionContext = PatternContext<SessionValues>;

export interface Lifetimes {
  /** After the last request. */
  readonly idleMs: number;
  /** After the login. */
  readonly absoluteMs: number;
  /** What a new session is given. */
  readonly freshMs: number;
  /** How long a one-time code is good for: it never outlives its session. */
  readonly codeMs: number;
}

/** Long enough to type a code that was sent. */
const MOST_CODE_MS = 120_000;

/** In milliseconds; none is longer than the demo. */
export function lifetimes({ parameters: { idle, absolute }, ttlSeconds }: SessionContext): Lifetimes {
  const idleMs = 1000 * Math.min(idle, ttlSeconds);
  const absoluteMs = 1000 * Math.min(absolute, ttlSeconds);
  const freshMs = Math.min(idleMs, absoluteMs);
  return { idleMs, absoluteMs, freshMs, codeMs: Math.min(MOST_CODE_MS, 0.75 * freshMs) };
}
