import type { Executor } from '../../redis/executor';
import type { Reply } from '../../redis/reply';
import { asArray, asNumber, asText } from '../../redis/reply';
import type { SeriesSample } from '../keyTypes';
import { factsOf } from './facts';
import { ask, askOf, type Reader } from './reader';

/** Samples that are read at most: more than a chart has points across. */
const MOST_SAMPLES = 1000;

/** The last samples of a time series, and what it tells about itself. */
export const readSeries: Reader = async (executor, { key, signal }) => {
  const replies = await askOf(
    executor,
    key,
    [
      ['TS.INFO', key],
      ['TS.REVRANGE', key, '-', '+', 'COUNT', MOST_SAMPLES],
    ],
    signal,
  );
  if (!replies) return undefined;
  const [info = null, samples = null] = replies;
  const facts = factsOf(info);
  const length = numberOf(facts, 'totalSamples');
  return { content: { kind: 'series', facts, samples: samplesOf(samples).reverse() }, length };
};

/** The whole series as averages of equal stretches of time, so many that a chart can show them. */
export async function readSeriesOverview(
  executor: Executor,
  key: Buffer,
  signal?: AbortSignal,
): Promise<{ readonly stretchMs: number; readonly samples: readonly SeriesSample[] }> {
  const [info = null] = await ask(executor, [['TS.INFO', key]], signal);
  const facts = factsOf(info);
  const span = numberOf(facts, 'lastTimestamp') - numberOf(facts, 'firstTimestamp') + 1;
  const stretchMs = Math.max(1, Math.ceil(span / MOST_SAMPLES));
  const [samples = null] = await ask(executor, [['TS.RANGE', key, '-', '+', 'AGGREGATION', 'avg', stretchMs]], signal);
  return { stretchMs, samples: samplesOf(samples) };
}

function samplesOf(reply: Reply): SeriesSample[] {
  return asArray(reply).map((sample) => {
    const [time = null, value = null] = asArray(sample);
    return { time: asNumber(time), value: asText(value) };
  });
}

function numberOf(facts: readonly { readonly name: string; readonly value: string }[], wanted: string): number {
  return Number(facts.find(({ name }) => name === wanted)?.value ?? 0);
}
