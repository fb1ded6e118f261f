import { throwIfAborted } from '../../base/abort';
import { asArray, asNumber } from '../../redis/reply';
import type { Command } from '../../redis/reply';
import type { Experiment, LaneResult } from '../contract';
import { read, readAll } from '../kit/read';
import { transaction } from '../kit/transaction';
import type { ParameterSpecs, ParameterValues } from '../parameters';
import { HOUR_MS } from './buckets';
import type { AnalyticsContext, AnalyticsValues } from './parameters';
import type { Sample } from './sampleStore';
import { storeOf } from './samples';

/** A sample each second of an hour. */
const SAMPLES = 3600;
const BATCH = 900;

const load = {
  events: {
    kind: 'number',
    title: 'Events',
    description: 'How many arrive together.',
    default: 100,
    min: 2,
    max: 2000,
  },
} as const satisfies ParameterSpecs;
type Load = ParameterValues<typeof load>;

export const experiment: Experiment<AnalyticsValues, typeof load> = {
  load,
  question: ({ events }) =>
    `Of ${String(SAMPLES)} samples of an hour and ${String(events)} events at once, how many are there when the dashboard asks?`,
  naive: { title: 'One sorted set of samples; counts read, then written', run: naive },
  right: { title: "The variant's key design; counts added on the server", run: right },
  judge(naiveLane, rightLane, { events }) {
    return [
      {
        text: 'With the value as the score, the last hour finds no sample',
        lane: 'naive',
        holds: count(naiveLane, 'found') === 0,
      },
      {
        text: 'With the value as the member, equal values overwrite each other',
        lane: 'naive',
        holds: count(naiveLane, 'kept') < SAMPLES,
      },
      { text: 'Reading and then writing loses counts', lane: 'naive', holds: count(naiveLane, 'counted') < events },
      { text: 'The last hour finds every sample', lane: 'right', holds: count(rightLane, 'found') === SAMPLES },
      {
        text: 'Every sample has kept its value',
        lane: 'right',
        holds: count(rightLane, 'kept') === SAMPLES,
      },
      { text: 'Every event is counted', lane: 'right', holds: count(rightLane, 'counted') === events },
    ];
  },
  explain(naiveLane, _rightLane, { events }) {
    const [kept, counted] = [String(count(naiveLane, 'kept')), String(count(naiveLane, 'counted'))];
    return `A sorted set is searched by score, so a value as the score cannot be found by time; and members are unique, so with the value as the member only the ${kept} different values stay. All ${String(events)} callers read the same count before the first wrote, so ${counted} was counted; HINCRBY adds on the server.`;
  },
};

async function naive(context: AnalyticsContext, { events }: Load): Promise<LaneResult> {
  const swapped = context.keys.of('experiment', 'valueAsScore');
  const unique = context.keys.of('experiment', 'valueAsMember');
  const samples = hourOfSamples(context.clock.now());
  await fill(context, samples, [['UNLINK', swapped, unique]], (group) => [
    ['ZADD', swapped, ...group.flatMap(({ at, value }) => [value, at / 1000])],
    ['ZADD', unique, ...group.flatMap(({ at, value }) => [at / 1000, value])],
    ['EXPIRE', swapped, context.ttlSeconds],
    ['EXPIRE', unique, context.ttlSeconds],
  ]);
  const [from, to] = bounds(samples).map((at) => at / 1000);
  const [found, kept] = await readAll(context, [
    ['ZRANGE', swapped, from ?? 0, to ?? 0, 'BYSCORE'],
    ['ZRANGE', unique, from ?? 0, to ?? 0, 'BYSCORE'],
  ]);
  const counter = await emptyCounter(context, 'readThenWritten');
  await Promise.all(Array.from({ length: events }, () => readThenWrite(context, counter)));
  return lane(
    {
      found: asArray(found?.reply ?? null).length,
      kept: asArray(kept?.reply ?? null).length,
      counted: await counted(context, counter),
    },
    events,
  );
}

async function right(context: AnalyticsContext, { events }: Load): Promise<LaneResult> {
  const name = 'experiment';
  const store = storeOf(context);
  const samples = hourOfSamples(context.clock.now());
  const [from, to] = bounds(samples);
  await fill(context, samples, store.create(context, name, from, to), (group) => store.add(context, name, group));
  const readings = await readAll(context, store.range(context, name, from, to));
  const found = store.samplesOf(
    readings.map(({ reply }) => reply),
    from,
    to,
  );
  const written = new Map(samples.map(({ at, value }) => [at, value]));
  const kept = found.filter(({ at, value }) => written.get(at) === value).length;
  const counter = await emptyCounter(context, 'added');
  const { redis, signal } = context;
  await Promise.all(Array.from({ length: events }, () => redis.send(['HINCRBY', counter, 'views', 1], { signal })));
  return lane({ found: found.length, kept, counted: await counted(context, counter) }, events);
}

/** One a second, in halves of a per cent: of 3600 values at most 181 differ. */
function hourOfSamples(now: number): Sample[] {
  const last = Math.floor(now / 1000) * 1000;
  return Array.from({ length: SAMPLES }, (_, n) => ({
    at: last - HOUR_MS + (n + 1) * 1000,
    value: 50 + Math.round(60 * Math.sin(n / 300)) / 2,
  }));
}

function bounds(samples: readonly Sample[]): [from: number, to: number] {
  return [samples[0]?.at ?? 0, samples[samples.length - 1]?.at ?? 0];
}

async function fill(
  context: AnalyticsContext,
  samples: readonly Sample[],
  begin: readonly Command[],
  write: (group: readonly Sample[]) => readonly Command[],
): Promise<void> {
  for (let start = 0; start < samples.length; start += BATCH) {
    throwIfAborted(context.signal);
    await transaction(context, [...(start === 0 ? begin : []), ...write(samples.slice(start, start + BATCH))]);
  }
}

async function emptyCounter(context: AnalyticsContext, name: string): Promise<string> {
  const key = context.keys.of('experiment', name);
  await transaction(context, [
    ['UNLINK', key],
    ['HSET', key, 'views', 0],
    ['EXPIRE', key, context.ttlSeconds],
  ]);
  return key;
}

async function readThenWrite(context: AnalyticsContext, counter: string): Promise<void> {
  const { redis, signal } = context;
  const views = asNumber(await redis.send(['HGET', counter, 'views'], { signal }));
  await redis.send(['HSET', counter, 'views', views + 1], { signal });
}

async function counted(context: AnalyticsContext, counter: string): Promise<number> {
  return asNumber((await read(context, ['HGET', counter, 'views'])).reply);
}

function lane(counts: Readonly<Record<'found' | 'kept' | 'counted', number>>, events: number): LaneResult {
  const { found, kept, counted } = counts;
  const tone = (good: boolean) => (good ? 'good' : 'bad');
  const of = String(SAMPLES);
  return {
    figures: [
      { label: `Found by time, of ${of}`, value: found, tone: tone(found === SAMPLES) },
      { label: `Kept with their time and value, of ${of}`, value: kept, tone: tone(kept === SAMPLES) },
      { label: `Events counted, of ${String(events)}`, value: counted, tone: tone(counted === events) },
    ],
    counts,
  };
}

function count(result: LaneResult, name: string): number {
  return result.counts[name] ?? 0;
}
