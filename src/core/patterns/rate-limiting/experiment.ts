import type { Experiment, LaneResult } from '../contract';
import { transaction } from '../kit/transaction';
import type { ParameterValues } from '../parameters';
import type { KeyOf } from './algorithms';
import { algorithmOf } from './algorithms';
import { ask } from './ask';
import type { Limits } from './limits';
import { naiveOf } from './naive';
import type { parameters, RateContext } from './parameters';
import { forget, serverMicroseconds } from './requests';

/** Twice the limit, all in one tick on one connection: every caller has read before any writes. */
const REQUESTS = 200;
const LIMIT = 100;

export const experiment: Experiment<ParameterValues<typeof parameters>> = {
  question: `How many of ${String(REQUESTS)} requests that arrive together does a limit of ${String(LIMIT)} admit?`,
  naive: { title: 'Read, decide in the caller, write', run: naive },
  right: { title: 'Decided by one script', run: right },
  judge(naiveLane, rightLane) {
    const admitted = count(rightLane, 'admitted');
    const refused = count(rightLane, 'refused');
    return [
      {
        text: `Deciding in the caller admits all ${String(REQUESTS)}`,
        lane: 'naive',
        holds: count(naiveLane, 'admitted') === REQUESTS,
      },
      {
        text: `Exactly ${String(LIMIT)} are admitted, and what came back while they were asked`,
        lane: 'right',
        holds: admitted >= LIMIT && admitted <= LIMIT + count(rightLane, 'cameBack'),
      },
      { text: 'Every request is admitted or refused', lane: 'right', holds: admitted + refused === REQUESTS },
      {
        text: 'Every refused request is told when to come again',
        lane: 'right',
        holds: refused > 0 && count(rightLane, 'told') === refused,
      },
    ];
  },
  explain(naiveLane, rightLane) {
    return `All ${String(REQUESTS)} callers read the same state before the first of them had written, so ${String(count(naiveLane, 'admitted'))} were admitted: ${String(count(naiveLane, 'admitted') - LIMIT)} too many. The script counts, decides and writes as one step, and admitted ${String(count(rightLane, 'admitted'))}.`;
  },
};

async function naive(context: RateContext): Promise<LaneResult> {
  const { variant, keys } = context;
  const limits = await quietLimits(context);
  const key = keys.of('experiment', 'naive', variant);
  const decide = naiveOf(context);
  // The two windows of the counters have names of their own.
  const made = variant === 'slidingCounter' ? [0, 1].map((n) => keys.of('experiment', 'naive', variant, n)) : [key];
  await transaction(context, [['UNLINK', ...made]]);
  const answers = await Promise.all(Array.from({ length: REQUESTS }, () => decide(context, key, limits)));
  const admitted = answers.filter((yes) => yes).length;
  return lane({ admitted, refused: REQUESTS - admitted, told: 0, cameBack: 0 });
}

async function right(context: RateContext): Promise<LaneResult> {
  const { variant, keys } = context;
  const limits = await quietLimits(context);
  const keyOf: KeyOf = (part, window) =>
    window === undefined ? keys.of('experiment', 'right', part) : keys.of('experiment', 'right', part, window);
  await forget(context, keyOf, limits);
  const began = await serverMicroseconds(context);
  const decisions = await Promise.all(Array.from({ length: REQUESTS }, () => ask(context, { keyOf, limits })));
  const passedMs = ((await serverMicroseconds(context)) - began) / 1000;
  const admitted = decisions.filter(({ allowed }) => allowed).length;
  const told = decisions.filter(({ allowed, retryAfterMs }) => !allowed && retryAfterMs > 0).length;
  const cameBack = algorithmOf({ variant }).refills ? Math.floor((passedMs * limits.limit) / limits.windowMs) : 0;
  return lane({ admitted, refused: REQUESTS - admitted, told, cameBack });
}

/**
 * A window that does not end while the requests run, and is so long that nothing comes back meanwhile. Windows begin at
 * multiples of their length, so a millisecond more moves the beginning of the present one far enough.
 */
async function quietLimits(context: RateContext): Promise<Limits> {
  const now = Math.floor((await serverMicroseconds(context)) / 1000);
  // Counters live for two windows.
  let windowMs = context.ttlSeconds * 450;
  while (now % windowMs > windowMs / 2) windowMs += 1;
  return { limit: LIMIT, windowMs };
}

function lane(counts: {
  readonly admitted: number;
  readonly refused: number;
  readonly told: number;
  readonly cameBack: number;
}): LaneResult {
  const over = Math.max(0, counts.admitted - LIMIT - counts.cameBack);
  return {
    figures: [
      { label: 'Admitted', value: counts.admitted, tone: over === 0 ? 'good' : 'bad' },
      { label: 'Above the limit', value: over, tone: over === 0 ? 'good' : 'bad' },
      { label: 'Told when to come again', value: counts.told },
    ],
    counts,
  };
}

function count(result: LaneResult, name: string): number {
  return result.counts[name] ?? 0;
}
