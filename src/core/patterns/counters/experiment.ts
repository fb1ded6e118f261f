import { throwIfAborted } from '../../base/abort';
import type { Command } from '../../redis/reply';
import { asNumber, asOptionalNumber } from '../../redis/reply';
import type { Experiment, LaneResult } from '../contract';
import { readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import { memberName } from './keys';
import type { CounterContext, CounterValues } from './parameters';

const BATCH = 2000;
/** Four standard errors of a HyperLogLog. */
const MOST_ERROR = 0.0325;

const load = {
  visits: {
    kind: 'number',
    title: 'Visits',
    description: 'How many come at once.',
    default: 100,
    min: 2,
    max: 2000,
  },
  visitors: {
    kind: 'number',
    title: 'Visitors',
    description: 'How many different ones are counted.',
    default: 20_000,
    min: 10_000,
    max: 50_000,
  },
} as const satisfies ParameterSpecs;
type Load = ParameterValues<typeof load>;

export const experiment: Experiment<CounterValues, typeof load> = {
  load,
  question: ({ visits, visitors }) =>
    `What is left of ${String(visits)} visits at once, and what does it take to know that there were ${String(visitors)} visitors?`,
  naive: { title: 'GET, add, SET; a set of names', run: naive },
  right: { title: 'INCR; a HyperLogLog', run: right },
  judge: (naiveLane, rightLane, { visitors }) => [
    { text: 'Reading and writing back loses visits', lane: 'naive', holds: count(naiveLane, 'lost') > 0 },
    { text: 'Every visit counts', lane: 'right', holds: count(rightLane, 'lost') === 0 },
    {
      text: 'The set takes more than ten times the memory',
      lane: 'naive',
      holds: count(naiveLane, 'bytes') > 10 * count(rightLane, 'bytes'),
    },
    {
      text: `The estimate is within ${String(100 * MOST_ERROR)} %`,
      lane: 'right',
      holds: Math.abs(count(rightLane, 'visitors') - visitors) / visitors <= MOST_ERROR,
    },
    { text: 'The set is exact', lane: 'naive', holds: count(naiveLane, 'visitors') === visitors },
  ],
  explain: (naiveLane, rightLane, { visits }) =>
    `All ${String(visits)} callers read before any of them wrote, so ${String(count(naiveLane, 'lost'))} visits were overwritten; INCR adds on the server. The set knows every name and takes ${String(count(naiveLane, 'bytes'))} bytes; the HyperLogLog says ${String(count(rightLane, 'visitors'))} in ${String(count(rightLane, 'bytes'))}.`,
};

function count(lane: LaneResult, name: string): number {
  return lane.counts[name] ?? NaN;
}

async function naive(context: CounterContext, load: Load): Promise<LaneResult> {
  const { redis, keys, signal, ttlSeconds } = context;
  const visits = keys.of('experiment', 'written-back');
  const visitors = keys.of('experiment', 'set');
  await redis.send(['SET', visits, 0, 'EX', ttlSeconds], { signal });
  await Promise.all(
    Array.from({ length: load.visits }, async () => {
      const before = asOptionalNumber(await redis.send(['GET', visits], { signal })) ?? 0;
      await redis.send(['SET', visits, before + 1, 'EX', ttlSeconds], { signal });
    }),
  );
  await fill(context, load, visitors, 'SADD');
  return lane(context, load, { visits, visitors, how: 'SCARD' });
}

async function right(context: CounterContext, load: Load): Promise<LaneResult> {
  const { redis, keys, signal, ttlSeconds } = context;
  const visits = keys.of('experiment', 'incremented');
  const visitors = keys.of('experiment', 'estimate');
  await redis.send(['SET', visits, 0, 'EX', ttlSeconds], { signal });
  await Promise.all(Array.from({ length: load.visits }, () => redis.send(['INCR', visits], { signal })));
  await fill(context, load, visitors, 'PFADD');
  return lane(context, load, { visits, visitors, how: 'PFCOUNT' });
}

async function fill(
  context: CounterContext,
  { visitors }: Load,
  key: string,
  command: 'SADD' | 'PFADD',
): Promise<void> {
  for (let start = 0; start < visitors; start += BATCH) {
    throwIfAborted(context.signal);
    const names = Array.from({ length: Math.min(BATCH, visitors - start) }, (_, n) => memberName(start + n));
    await transaction(context, [
      ...(start === 0 ? [['UNLINK', key] as const] : []),
      [command, key, ...names],
      ['EXPIRE', key, context.ttlSeconds],
    ]);
  }
}

interface Counted {
  /** The keys, and what counts the visitors. */
  readonly visits: string;
  readonly visitors: string;
  readonly how: 'SCARD' | 'PFCOUNT';
}

async function lane(context: CounterContext, load: Load, { visits, visitors, how }: Counted): Promise<LaneResult> {
  const commands: readonly Command[] = [
    ['GET', visits],
    [how, visitors],
    ['MEMORY', 'USAGE', visitors],
  ];
  const [counted = 0, found = 0, bytes = 0] = (await readAll(context, commands)).map(({ reply }) => asNumber(reply));
  const lost = load.visits - counted;
  return {
    figures: [
      { label: 'Lost visits', value: lost, tone: lost === 0 ? 'good' : 'bad' },
      { label: 'Visitors', value: found },
      { label: 'Memory for visitors', value: bytes, unit: 'bytes' },
    ],
    counts: { lost, visitors: found, bytes },
  };
}
