import { CodedError } from '../../base/errors';
import type { Script } from '../../redis/executor';
import type { Command, CommandArg, Reply } from '../../redis/reply';
import type { PatternContext } from '../contract';
import type { Limits } from './limits';
import { fixedWindowScript, gcraScript, slidingCounterScript, slidingLogScript, tokenBucketScript } from './scripts';
import type { Standing } from './standing';
import { bucketStanding, counterStanding, fixedStanding, gcraStanding, logStanding } from './standing';

/** Names a key of one client. */
export type KeyOf = (part: string, window?: number) => string;

/** What one call of a script is about. */
export interface Call {
  readonly limits: Limits;
  readonly cost: number;
  /** That no other request has. */
  readonly id: string;
  /** Number of the window that the keys are named after. */
  readonly window: number;
}

/** One way to limit. All answer the same four numbers. */
export interface Algorithm {
  readonly script: Script;
  /** Requests come back one by one, not with a window. */
  readonly refills: boolean;
  keys(keyOf: KeyOf, window: number): readonly string[];
  args(call: Call): readonly CommandArg[];
  /** Read what the script decides by, without asking it. */
  reads(keys: readonly string[]): readonly Command[];
  /** `nowUs`: the server's time in microseconds. */
  standing(replies: readonly Reply[], limits: Limits, nowUs: number): Standing;
}

const gcra: Algorithm = {
  script: gcraScript,
  refills: true,
  keys: (keyOf) => [keyOf('gcra')],
  args: ({ limits, cost }) => [limits.limit, limits.limit, limits.windowMs, cost],
  reads: ([key = '']) => [['GET', key]],
  standing: gcraStanding,
};

const tokenBucket: Algorithm = {
  script: tokenBucketScript,
  refills: true,
  keys: (keyOf) => [keyOf('bucket')],
  args: ({ limits, cost }) => [limits.limit, limits.limit, limits.windowMs, cost],
  reads: ([key = '']) => [['HMGET', key, 'tokens', 'at']],
  standing: bucketStanding,
};

const slidingLog: Algorithm = {
  script: slidingLogScript,
  refills: false,
  keys: (keyOf) => [keyOf('log')],
  args: ({ limits, cost, id }) => [limits.limit, limits.windowMs, cost, id],
  reads: ([key = '']) => [['ZRANGE', key, 0, -1, 'WITHSCORES']],
  standing: logStanding,
};

const slidingCounter: Algorithm = {
  script: slidingCounterScript,
  refills: false,
  keys: (keyOf, window) => [keyOf('counter', window), keyOf('counter', window - 1)],
  args: ({ limits, cost, window }) => [limits.limit, limits.windowMs, cost, window],
  reads: (keys) => keys.map((key) => ['GET', key] as const),
  standing: counterStanding,
};

const fixedWindow: Algorithm = {
  script: fixedWindowScript,
  refills: false,
  keys: (keyOf) => [keyOf('window')],
  args: ({ limits, cost }) => [limits.limit, limits.windowMs, cost],
  reads: ([key = '']) => [
    ['GET', key],
    ['PTTL', key],
  ],
  standing: fixedStanding,
};

export const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  gcra,
  tokenBucket,
  slidingLog,
  slidingCounter,
  fixedWindow,
};

/** The algorithm of the variant that is chosen. */
export function algorithmOf({ variant }: Pick<PatternContext, 'variant'>): Algorithm {
  const algorithm = ALGORITHMS[variant];
  if (!algorithm) throw new CodedError('INTERNAL', `There is no algorithm "${variant}".`);
  return algorithm;
}
