import type { Command } from '../../redis/reply';
import { asNumber, asPairs } from '../../redis/reply';
import type { AnalyticsContext } from './parameters';
import type { Sample, SampleStore } from './sampleStore';

/** 300 fields of a short number each: below 512, so the server keeps the hash as one compact list. */
const BUCKET_MS = 300_000;

/** A hash per five minutes: the second is the field, the value its value. */
export const bucketSamples: SampleStore = {
  add(context, name, samples) {
    const buckets = new Map<string, Sample[]>();
    for (const sample of samples) {
      const key = bucketKey(context, name, sample.at);
      const held = buckets.get(key);
      if (held) held.push(sample);
      else buckets.set(key, [sample]);
    }
    return [...buckets].flatMap(([key, held]): Command[] => [
      ['HSET', key, ...held.flatMap(({ at, value }) => [Math.floor(at / 1000), value])],
      ['EXPIRE', key, context.ttlSeconds],
    ]);
  },
  create: (context, name, from, to) => [['UNLINK', ...bucketKeys(context, name, from, to)]],
  range: (context, name, from, to) => bucketKeys(context, name, from, to).map((key): Command => ['HGETALL', key]),
  samplesOf: (replies, from, to) =>
    replies
      .flatMap((reply) => asPairs(reply))
      .map(([second, value]) => ({ at: 1000 * asNumber(second), value: asNumber(value) }))
      .filter(({ at }) => at >= from && at <= to)
      .sort((a, b) => a.at - b.at),
};

function bucketKeys(context: AnalyticsContext, name: string, from: number, to: number): string[] {
  const first = Math.floor(from / BUCKET_MS);
  const count = Math.floor(to / BUCKET_MS) - first + 1;
  return Array.from({ length: count }, (_, index) => bucketKey(context, name, (first + index) * BUCKET_MS));
}

function bucketKey({ keys }: AnalyticsContext, name: string, at: number): string {
  return keys.of(name, 'samples', (Math.floor(at / BUCKET_MS) * BUCKET_MS) / 1000);
}
