import type { Experiment, LaneResult } from '../contract';
import { transaction } from '../kit/transaction';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import type { KeyOf } from './algorithms';
import { algorithmOf } from './algorithms';
import { ask } from './ask';
import type { Limits } from './limits';
import { naiveOf } from './naive';
import type { parameters, RateContext } from './parameters';
import { forget, serverMicroseconds } from './requests';

/** Always more than the limit, all in one tick on one connection: every caller has read before any writes. */
const load = {
  requests: {
    kind: 'number',
    title: 'Requests',
    description: 'How many arrive together.',
    default: 200,
    min: 110,
    max: 1000,
  },
  limit: {
    kind: 'number',
    title: 'Limit',
    description: 'How many of them may be admitted.',
    default: 100,
    min: 1,
    max: 100,
  },
} as const satisfies ParameterSpecs;
type Load = ParameterValues<typeof load>;

export const experiment: Experiment<ParameterValues<typeof parameters>, typeof load> = {
  load,
  question: ({ requests, limit }) =>
    `How many of ${String(requests)} requests that arrive together does a limit of ${String(limit)} admit?`,
  naive: { title: 'Read, decide in the caller, write', run: naive },
  right: { title: 'Decided by one script', run: right },
  judge(naiveLane, rightLane, { requests, limit }) {
    const admitted = count(rightLane, 'admitted');
    const refused = count(rightLane, 'refused');
    return [
      {
        text: `Deciding in the caller admits all ${String(requests)}`,
        lane: 'naive',
        holds: count(naiveLane, 'admitted') === requests,
      },
      {
        text: `Exactly ${String(limit)} are admitted, and what came back while they were asked`,
        lane: 'right',
        holds: admitted >= limit && admitted <= limit + count(rightLane, 'cameBack'),
      },
      { text: 'Every request is admitted or refused', lane: 'right', holds: admitted + refused === requests },
      {
        text: 'Every refused request is told when to come again',
        lane: 'right',
        holds: refused > 0 && count(rightLane, 'told') === refused,
      },
    ];
  },
  explain(naiveLane, rightLane, { requests, limit }) {
    return `All ${String(requests)} callers read the same state before the first of them had written, so ${String(count(naiveLane, 'admitted'))} were admitted: ${String(count(naiveLane, 'admitted') - limit)} too many. The script counts, decides and writes as one step, and admitted ${String(count(rightLane, 'admitted'))}.`;
  },
};

async function naive(context: RateContext, load: Load): Promise<LaneResult> {
  const { variant, keys } = context;
  const limits = await quietLimits(context, load);
  const key = keys.of('experiment', 'naive', variant);
  const decide = naiveOf(context);
  // The two windows of the counters have names of their own.
  const made = variant === 'slidingCounter' ? [0, 1].map((n) => keys.of('experiment', 'naive', variant, n)) : [key];
  await transaction(context, [['UNLINK', ...made]]);
  const answers = await Promise.all(Array.from({ length: load.requests }, () => decide(context, key, limits)));
  const admitted = answers.filter((yes) => yes).length;
  return lane({ admitted, refused: load.requests - admitted, told: 0, cameBack: 0 }, load);
}

async function right(context: RateContext, load: Load): Promise<LaneResult> {
  const { variant, keys } = context;
  const limits = await quietLimits(context, load);
  const keyOf: KeyOf = (part, window) =>
    window === undefined ? keys.of('experiment', 'right', part) : keys.of('experiment', 'right', part, window);
  await forget(context, keyOf, limits);
  const began = await serverMicroseconds(context);
  const decisions = await Promise.all(Array.from({ length: load.requests }, () => ask(context, { keyOf, limits })));
  const passedMs = ((await serverMicroseconds(context)) - began) / 1000;
  const admitted = decisions.filter(({ allowed }) => allowed).length;
  const told = decisions.filter(({ allowed, retryAfterMs }) => !allowed && retryAfterMs > 0).length;
  const cameBack = algorithmOf({ variant }).refills ? Math.floor((passedMs * limits.limit) / limits.windowMs) : 0;
  return lane({ admitted, refused: load.requests - admitted, told, cameBack }, load);
}

/**
 * A window that does not end while the requests run, and is so long that nothing comes back meanwhile. Windows begin at
 * multiples of their length, so a millisecond more moves the beginning of the present one far enough.
 */
async function quietLimits(context: RateContext, { limit }: Load): Promise<Limits> {
  const now = Math.floor((await serverMicroseconds(context)) / 1000);
  // Counters live for two windows.
  let windowMs = context.ttlSeconds * 450;
  while (now % windowMs > windowMs / 2) windowMs += 1;
  return { limit, windowMs };
}

function lane(
  counts: Readonly<Record<'admitted' | 'refused' | 'told' | 'cameBack', number>>,
  { limit }: Load,
): LaneResult {
  const over = Math.max(0, counts.admitted - limit - counts.cameBack);
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
